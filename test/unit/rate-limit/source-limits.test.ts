import { afterEach, describe, expect, it, vi } from "vitest";
import { DatabaseUnavailable } from "../../../shared/database/database-unavailable.ts";
import { sourceLimits } from "../../../shared/rate-limit/source-limits.ts";

const answer = { limit: 60, refill_per_minute: 60, daily_quota: null, monthly_quota: null };

afterEach(() => void vi.useRealTimers());

function limitsWithClock() {
  const state = { now: 0, asked: 0, available: true, limit: 60 };
  const limitsOf = sourceLimits(
    async () => {
      state.asked += 1;
      await Promise.resolve();
      if (!state.available) throw new DatabaseUnavailable("PGRST000");
      return { ...answer, limit: state.limit };
    },
    () => state.now,
  );
  return { state, limitsOf };
}

describe("the limits of a source", () => {
  it("are asked for once by deliveries that come together", async () => {
    const { state, limitsOf } = limitsWithClock();
    await Promise.all([limitsOf("stripe"), limitsOf("stripe"), limitsOf("stripe")]);
    expect(state.asked).toBe(1);
  });

  it("follow a change within 30 seconds, in which nothing is asked twice", async () => {
    const { state, limitsOf } = limitsWithClock();
    await limitsOf("stripe");
    state.limit = 5;
    state.now = 19_999;
    expect((await limitsOf("stripe"))?.limit).toBe(60);
    state.now = 30_000;
    expect((await limitsOf("stripe"))?.limit).toBe(5);
    expect(state.asked).toBe(2);
  });

  it("are asked for again when the clock stepped back", async () => {
    const { state, limitsOf } = limitsWithClock();
    state.now = 100_000;
    await limitsOf("stripe");
    state.now = 0;
    state.limit = 5;
    expect((await limitsOf("stripe"))?.limit).toBe(5);
  });

  it("still hold as they were last known while the database is away, and are not known before", async () => {
    const { state, limitsOf } = limitsWithClock();
    state.available = false;
    expect(await limitsOf("stripe")).toBeNull();
    state.available = true;
    await limitsOf("stripe");
    state.available = false;
    state.now = 60_000;
    expect((await limitsOf("stripe"))?.limit).toBe(60);
  });

  it("are waited for 200 milliseconds, known or not, and learned from an answer that comes later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let reply: (said: unknown) => void = () => undefined;
    const question = new Promise<unknown>((resolve) => (reply = resolve));
    const limitsOf = sourceLimits(
      () => question,
      () => 0,
    );
    const asked = limitsOf("stripe");
    await vi.advanceTimersByTimeAsync(199);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toBeNull();
    reply(answer);
    await question;
    expect(await limitsOf("stripe")).toMatchObject({ limit: 60 });
  });
});
