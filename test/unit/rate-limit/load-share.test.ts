import { describe, expect, it } from "vitest";
import { loadShare } from "../../../shared/rate-limit/load-share.ts";

function shareWithClock() {
  const clock = { now: 0 };
  const load = loadShare({ now: () => clock.now, thresholdMilliseconds: 100 });
  const observe = (milliseconds: number, times: number) => {
    for (let i = 0; i < times; i++) load.observe(milliseconds);
  };
  return { clock, load, observe };
}

describe("the load share", () => {
  it("is whole while the database answers in time", () => {
    const { load, observe } = shareWithClock();
    observe(99, 50);
    expect(load.current()).toBe(1);
  });

  it("is not moved by one slow answer among quick ones", () => {
    const { load, observe } = shareWithClock();
    observe(10, 20);
    observe(300, 1);
    expect(load.current()).toBe(1);
  });

  it("halves when the mean rises above the threshold, once in five seconds, and never below a tenth", () => {
    const { clock, load, observe } = shareWithClock();
    observe(1_000, 30);
    expect(load.current()).toBe(0.5);
    for (let i = 0; i < 10; i++) {
      clock.now += 5_000;
      observe(1_000, 1);
    }
    expect(load.current()).toBe(0.1);
  });

  it("comes back by a tenth every five seconds once answers are quick", () => {
    const { clock, load, observe } = shareWithClock();
    observe(1_000, 30);
    observe(1, 30);
    clock.now = 5_000;
    expect(load.current()).toBeCloseTo(0.6);
    clock.now = 15_000;
    expect(load.current()).toBeCloseTo(0.8);
    clock.now = 1_000_000;
    expect(load.current()).toBe(1);
  });
});
