import { describe, expect, it } from "vitest";
import { circuitBreaker } from "../../../shared/rate-limit/circuit-breaker.ts";

/** A breaker around something whose answers the test gives, in the order in which it was asked. */
function stagedBreaker() {
  const clock = { now: 1_000_000 };
  const asked: ((answer: string | null) => void)[] = [];
  const breaker = circuitBreaker({ now: () => clock.now, restMilliseconds: 5_000 });
  const call = () => breaker(() => new Promise<string | null>((resolve) => asked.push(resolve)));
  return { clock, asked, call };
}

const settled = async () => await new Promise((resolve) => setTimeout(resolve, 0));

describe("a circuit breaker", () => {
  it("asks for everybody while there are answers", async () => {
    const { asked, call } = stagedBreaker();
    const calls = [call(), call()];
    asked[1]?.("second");
    asked[0]?.("first");
    expect(await Promise.all(calls)).toEqual(["first", "second"]);
  });

  it("lets all go who still wait when one call has failed, and asks nothing for the rest", async () => {
    const { asked, clock, call } = stagedBreaker();
    const burst = Array.from({ length: 100 }, call);
    asked[70]?.(null);
    expect(new Set(await Promise.all(burst))).toEqual(new Set([null]));
    clock.now += 4_999;
    expect(await Promise.all(Array.from({ length: 100 }, call))).toEqual(Array<null>(100).fill(null));
    expect(asked).toHaveLength(100);
  });

  it("asks once after the rest, while nobody waits for it, and is closed by its answer", async () => {
    const { asked, clock, call } = stagedBreaker();
    const failing = call();
    asked[0]?.(null);
    await failing;
    clock.now += 5_000;
    expect(await Promise.all([call(), call(), call()])).toEqual([null, null, null]);
    expect(asked).toHaveLength(2);
    asked[1]?.("back");
    await settled();
    const next = call();
    asked[2]?.("again");
    expect(await next).toBe("again");
  });

  it("rests anew when that one call fails too", async () => {
    const { asked, clock, call } = stagedBreaker();
    const failing = call();
    asked[0]?.(null);
    await failing;
    clock.now += 5_000;
    await call();
    clock.now += 300;
    asked[1]?.(null);
    await settled();
    clock.now += 4_999;
    await call();
    expect(asked).toHaveLength(2);
    clock.now += 1;
    await call();
    expect(asked).toHaveLength(3);
  });

  it("isn't closed or kept open by answers to calls that were let go", async () => {
    const { asked, clock, call } = stagedBreaker();
    const calls = [call(), call(), call()];
    asked[0]?.(null);
    await Promise.all(calls);
    asked[1]?.("late");
    clock.now += 4_000;
    asked[2]?.(null);
    await settled();
    expect(await call()).toBeNull();
    clock.now += 1_000;
    await call();
    expect(asked).toHaveLength(4);
  });

  it("takes a rejection for a failure", async () => {
    const breaker = circuitBreaker({ now: () => 0, restMilliseconds: 5_000 });
    expect(await breaker(() => Promise.reject(new Error("refused")))).toBeNull();
  });

  it("doesn't rest for as long as a clock stepped back", async () => {
    const { asked, clock, call } = stagedBreaker();
    const failing = call();
    asked[0]?.(null);
    await failing;
    clock.now -= 3_600_000;
    await call();
    expect(asked).toHaveLength(2);
  });
});
