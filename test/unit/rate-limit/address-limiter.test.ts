import { describe, expect, it } from "vitest";
import { addressLimiter } from "../../../shared/rate-limit/address-limiter.ts";

function limiterWithClock() {
  const clock = { now: 1_000_000 };
  const count = addressLimiter(() => clock.now);
  const exhaust = (address: string | null) => {
    for (let i = 0; i < 200; i++) expect(count(address).blocked).toBe(false);
  };
  const untilBlocked = (address: string) => {
    for (;;) {
      const { blocked, retryAfterSeconds } = count(address);
      if (blocked) return retryAfterSeconds;
    }
  };
  return { clock, count, exhaust, untilBlocked };
}

describe("unverified deliveries of one address", () => {
  it("are let through 200 at a time, then blocked for longer and longer", () => {
    const { clock, exhaust, untilBlocked } = limiterWithClock();
    exhaust("192.0.2.1");
    for (const seconds of [1, 2, 4, 8]) {
      expect(untilBlocked("192.0.2.1")).toBe(seconds);
      clock.now += seconds * 1000;
    }
  });

  it("don't lengthen a block by knocking while it lasts", () => {
    const { clock, count, exhaust } = limiterWithClock();
    exhaust("192.0.2.1");
    count("192.0.2.1");
    clock.now += 400;
    expect(count("192.0.2.1")).toEqual({ blocked: true, retryAfterSeconds: 1 });
  });

  it("are never blocked for more than a quarter of an hour, and forgiven after one that was quiet", () => {
    const { clock, exhaust, untilBlocked } = limiterWithClock();
    let longest = 0;
    for (let i = 0; i < 15; i++) {
      longest = untilBlocked("192.0.2.1");
      clock.now += longest * 1000;
    }
    expect(longest).toBe(900);
    clock.now += 900_001;
    exhaust("192.0.2.1");
    expect(untilBlocked("192.0.2.1")).toBe(1);
  });

  it("are counted apart from those of other addresses; all that are unknown share one count", () => {
    const { count, exhaust } = limiterWithClock();
    exhaust("192.0.2.1");
    exhaust("192.0.2.2");
    exhaust(null);
    expect(count(null).blocked).toBe(true);
  });

  it("are forgotten for the addresses seen longest ago, so that memory stays bounded", () => {
    const { count, exhaust } = limiterWithClock();
    exhaust("192.0.2.1");
    for (let i = 0; i < 10_000; i++) count(`2001:db8::${i.toString(16)}`);
    exhaust("192.0.2.1");
  });
});
