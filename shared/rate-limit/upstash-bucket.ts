import type { Ratelimit } from "@upstash/ratelimit";
import type { Checkout } from "./checkout.ts";
import type { SourceLimits } from "./source-limits.ts";

/** Where Upstash's REST API is, and the token it wants. */
export type UpstashConnection = { readonly url: string; readonly token: string };

/** Takes one token of a source's bucket in Redis; null when Redis did not answer in time, or not sensibly. */
export type TakeToken = (source: string, limits: SourceLimits, share: number) => Promise<Checkout | null>;

const deadlineMilliseconds = 300;
const restMilliseconds = 5_000;

/**
 * The token buckets of `@upstash/ratelimit`, one key per source.
 *
 * The key doesn't name the limit, so changing it keeps what is in the bucket. After a failure Redis is left alone for five
 * seconds: a delivery waits for it once, not each of them. The library's own timeout would let a delivery pass
 * unlimited, so it is off.
 */
export function upstashBucket({ url, token }: UpstashConnection, now: () => number): TakeToken {
  const engines = new Map<string, Promise<Ratelimit>>();
  const blocked = new Map<string, number>();
  let restingUntil = -Infinity;

  async function engine(capacity: number, refillPerMinute: number): Promise<Ratelimit> {
    const [{ Ratelimit }, { Redis }] = await Promise.all([
      import("@upstash/ratelimit"),
      import("@upstash/redis"),
    ]);
    return new Ratelimit({
      redis: new Redis({ url, token, retry: false, enableTelemetry: false }),
      limiter: Ratelimit.tokenBucket(1, `${60_000 / refillPerMinute} ms`, capacity),
      prefix: "sluice",
      ephemeralCache: blocked,
      timeout: 0,
      analytics: false,
    });
  }

  return async function takeToken(source, limits, share) {
    if (now() < restingUntil) return null;
    const capacity = Math.max(1, Math.floor(limits.limit * share));
    const shape = `${capacity}/${limits.refill_per_minute}`;
    const started = engines.get(shape) ?? engine(capacity, limits.refill_per_minute);
    engines.set(shape, started);
    const result = await withinDeadline(started.then((ratelimit) => ratelimit.limit(source)));
    if (result === null) {
      restingUntil = now() + restMilliseconds;
      return null;
    }
    const remaining = Math.max(0, result.remaining);
    const secondsPerToken = 60 / limits.refill_per_minute;
    return {
      allowed: result.success,
      reason: result.success ? null : "bucket",
      limit: capacity,
      remaining,
      refill_per_minute: limits.refill_per_minute,
      reset_seconds: Math.ceil((capacity - remaining) * secondsPerToken),
      retry_after_seconds: result.success ? 0 : Math.max(1, Math.ceil((result.reset - now()) / 1000)),
    };
  };
}

/** What a promise resolves to within the deadline; null when it is late, or rejects. */
async function withinDeadline<T>(promise: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), deadlineMilliseconds);
  });
  try {
    return await Promise.race([promise.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}
