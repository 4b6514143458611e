import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod/v3";
import type { SourceLimits } from "../../../shared/rate-limit/source-limits.ts";
import { upstashBucket } from "../../../shared/rate-limit/upstash-bucket.ts";

const start = Date.parse("2027-01-15T08:00:00Z");
const limits: SourceLimits = { limit: 60, refill_per_minute: 60, daily_quota: null, monthly_quota: null };
const units = 60 * 60_000;
type Answer = (commands: number) => Promise<Response>;
const json =
  (body: unknown, status = 200): Answer =>
  async () =>
    Response.json(body, { status });
/** The same answer to each command of a pipeline. */
const each =
  (body: unknown): Answer =>
  async (commands) =>
    Response.json(Array(commands).fill(body));
const allowed = each({ result: [units - 60_000, start + 1_000, units] });
const silent: Answer = () => new Promise<Response>(() => undefined);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: start });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A bucket that has been asked once, so that its libraries are there, in a Redis that answers as the test says. */
async function stagedBucket() {
  const redis = { asked: 0, answer: allowed };
  vi.stubGlobal("fetch", (_: string, { body }: { readonly body: string }) => {
    redis.asked += 1;
    return redis.answer(z.array(z.unknown()).parse(JSON.parse(body)).length);
  });
  const takeToken = await upstashBucket({ url: "https://redis.example.com", token: "MARKED" }, () =>
    Date.now(),
  );
  // No time passes meanwhile, however long loading takes.
  expect(await takeToken("stripe", limits, 1)).not.toBeNull();
  redis.asked = 0;
  return { redis, take: () => takeToken("stripe", limits, 1) };
}

const refusedUntil = (reset: number) => each({ result: [-1, reset, units] });

describe("a Redis that answers", () => {
  it("is believed when it allows and when it refuses, and says when to come back", async () => {
    const { redis, take } = await stagedBucket();
    expect(await take()).toMatchObject({ allowed: true, limit: 60, remaining: 59, reset_seconds: 1 });
    redis.answer = refusedUntil(start + 1_000);
    expect(await take()).toMatchObject({ allowed: false, reason: "bucket", retry_after_seconds: 1 });
  });

  it("isn't asked again before a refused sender can have a token", async () => {
    const { redis, take } = await stagedBucket();
    redis.answer = refusedUntil(start + 1_000);
    await take();
    expect(await take()).toMatchObject({ allowed: false });
    expect(redis.asked).toBe(1);
    vi.setSystemTime(start + 1_001);
    redis.answer = allowed;
    expect(await take()).toMatchObject({ allowed: true });
  });
});

const garbage: Readonly<Record<string, Answer>> = {
  "a page with status 200": async () => new Response("<html>Sign in to the hotel's network</html>"),
  "JSON that was cut off": async () => new Response('{"result":[3540000,18'),
  "nothing at all": async () => new Response(""),
  "401": json({ error: "Unauthorized" }, 401),
  "500": json({ error: "ERR internal" }, 500),
  "500 with a page": async () => new Response("<html>Bad gateway</html>", { status: 500 }),
  "a text for a result": each({ result: "YmFuYW5h" }),
  "null for a result": each({ result: null }),
  "no result": each({}),
  "an empty list": each({ result: [] }),
  "texts where numbers belong": each({ result: ["bWFueQ==", "bGF0ZXI=", "bGltaXQ="] }),
  fractions: each({ result: [0.5, start + 0.5, units] }),
  "another limit's answer": each({ result: [59, start + 1_000, 60] }),
  "a refusal without a time": each({ result: [-1, null, units] }),
  "a refusal until next year": refusedUntil(start + 31_536_000_000),
  "an error of Redis's": each({ error: "READONLY You can't write against a read only replica." }),
  "no answer for the command": json([]),
  "an answer that isn't a pipeline's": json({ result: [units - 60_000, start + 1_000, units] }),
  "a broken connection": () => Promise.reject(new TypeError("connection reset")),
};

describe("a Redis that answers garbage", () => {
  it.each(Object.entries(garbage))("decides nothing: %s", async (_, answer) => {
    const { redis, take } = await stagedBucket();
    redis.answer = answer;
    const asked = take();
    await vi.advanceTimersByTimeAsync(1);
    expect(await asked).toBeNull();
  });

  it.each(Object.entries(garbage))("leaves nothing behind once it is sound again: %s", async (_, answer) => {
    const { redis, take } = await stagedBucket();
    redis.answer = answer;
    const failing = take();
    await vi.advanceTimersByTimeAsync(1);
    await failing;
    redis.answer = allowed;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await take()).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(await take()).toMatchObject({ allowed: true });
  });
});

describe("a Redis that is silent", () => {
  it("is waited for 300 milliseconds once, by a whole burst together", async () => {
    const { redis, take } = await stagedBucket();
    redis.answer = silent;
    let undecided = 0;
    const burst = Array.from({ length: 50 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 5));
      const answer = await take();
      undecided += answer === null ? 1 : 0;
    });
    await vi.advanceTimersByTimeAsync(299);
    expect(undecided).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(undecided).toBe(50);
    await Promise.all(burst);
  });

  it("is waited for by nobody after that: one call in five seconds asks whether it is back", async () => {
    const { redis, take } = await stagedBucket();
    redis.answer = silent;
    const first = take();
    await vi.advanceTimersByTimeAsync(300);
    await first;
    const timers = vi.getTimerCount();
    for (let second = 0; second < 20; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      for (let index = 0; index < 10; index++) expect(await take()).toBeNull();
    }
    expect(timers).toBe(0);
    expect(redis.asked).toBeLessThanOrEqual(1 + 4);
    redis.answer = allowed;
    await vi.advanceTimersByTimeAsync(5_300);
    await take();
    await vi.advanceTimersByTimeAsync(1);
    expect(await take()).toMatchObject({ allowed: true });
  });
});
