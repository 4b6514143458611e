import fc from "fast-check";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { startRedis } from "../../cli/stack/redis/redis-server.ts";
import type { Checkout } from "../../shared/rate-limit/checkout.ts";
import { upstashBucket } from "../../shared/rate-limit/upstash-bucket.ts";

const redis = await startRedis();
const start = Date.parse("2027-01-15T08:00:00Z");
const mostPerMinute = 1_000_000;

afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await redis?.stop();
});

if (!redis) {
  // eslint-disable-next-line no-console -- A test that is skipped says why.
  console.warn(
    "NOT TESTED: the buckets of Upstash's client, because there is no redis-server on this machine.",
  );
}

/** A source that nobody has seen, at a moment that the test chooses. */
async function newSource() {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(start);
  const source = crypto.randomUUID();
  const takeToken = await upstashBucket({ url: redis?.url ?? "", token: redis?.token ?? "" }, () =>
    Date.now(),
  );
  async function take(limit: number, refillPerMinute: number): Promise<Checkout> {
    const limits = { limit, refill_per_minute: refillPerMinute, daily_quota: null, monthly_quota: null };
    const checkout = await takeToken(source, limits, 1);
    if (checkout === null) throw new Error("Redis did not decide in time");
    return checkout;
  }
  return take;
}

describe.skipIf(!redis)("a bucket in Redis", () => {
  it("refills at any rate that can be configured, to the thousandth", { timeout: 60_000 }, async () => {
    const rate = fc.oneof(
      fc.integer({ min: 1, max: mostPerMinute }),
      fc.constantFrom(1, 61, 45_000, 59_999, 60_001, 119_999, 120_000, 120_001, 999_999, mostPerMinute),
    );
    const property = fc.asyncProperty(
      rate,
      fc.integer({ min: 1, max: 3_600_000 }),
      async (perMinute, time) => {
        const take = await newSource();
        // Emptied under another limit, whose key lives long enough; changing a limit keeps what is in the bucket.
        await take(1, 1);
        vi.setSystemTime(start + time);
        const due = Math.min(mostPerMinute, (perMinute * time) / 60_000);
        const { allowed, remaining } = await take(mostPerMinute, perMinute);
        const found = allowed ? remaining + 1 : 0;
        expect(found).toBeLessThanOrEqual(due * 1.001 + 1e-6);
        // What hasn't come to a whole token yet, and what comes at the next refill.
        expect(found).toBeGreaterThan(due * 0.999 - Math.max(2, perMinute / 60_000 + 1));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it.each([45_000, 50_000, 61])("loses nothing between small steps at %i a minute", async (perMinute) => {
    const take = await newSource();
    await take(1, 1);
    let taken = 0;
    const step = Math.max(1, Math.floor(30_000 / perMinute));
    for (let time = 0; time < 400 * step; time += step) {
      vi.setSystemTime(start + time);
      // As many as half a minute brings, so that the key, which lives until the bucket would be full, outlives the test.
      while ((await take(Math.ceil(perMinute / 2), perMinute)).allowed) taken += 1;
    }
    const due = (perMinute * 400 * step) / 60_000;
    // What came at the last step and is no whole token yet.
    expect(taken).toBeGreaterThan(due - 3);
    expect(taken).toBeLessThanOrEqual(due);
  });
});
