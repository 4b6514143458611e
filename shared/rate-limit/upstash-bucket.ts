import { z } from "zod/v3";
import type { Ratelimit } from "@upstash/ratelimit";
import type { Checkout } from "./checkout.ts";
import { circuitBreaker } from "./circuit-breaker.ts";
import { type Refill, refillOf, unitsPerToken } from "./refill.ts";
import type { SourceLimits } from "./source-limits.ts";
import { within } from "./within.ts";

/** Where Upstash's REST API is, and the token it wants. */
export type UpstashConnection = { readonly url: string; readonly token: string };

/** Takes one token of a source's bucket in Redis; null when Redis did not answer in time, or not sensibly. */
export type TakeToken = (source: string, limits: SourceLimits, share: number) => Promise<Checkout | null>;

const deadlineMilliseconds = 300;
const restMilliseconds = 5_000;
const toleratedSkewMilliseconds = 2_000;

/**
 * The token buckets of `@upstash/ratelimit`, one key per source. Resolves when the libraries are there, which only a function that
 * uses Redis loads, and before its first delivery, which would wait for them else.
 *
 * The key doesn't name the limit, so changing it keeps what is in the bucket. After a failure Redis is left alone for five
 * seconds, then asked by one call that no delivery waits for. The library's own timeout would let a delivery pass
 * unlimited, so it is off.
 */
export async function upstashBucket(connection: UpstashConnection, now: () => number): Promise<TakeToken> {
  const [{ Ratelimit }, { Redis }] = await Promise.all([
    import("@upstash/ratelimit"),
    import("@upstash/redis"),
  ]);
  const redis = new Redis({ ...connection, retry: false, enableTelemetry: false });
  const blocked = new Map<string, number>();
  const engines = new Map<string, Ratelimit>();
  const breaker = circuitBreaker({ now, restMilliseconds });

  function engine(capacity: number, { units, milliseconds }: Refill): Ratelimit {
    return new Ratelimit({
      redis,
      limiter: Ratelimit.tokenBucket(units, `${milliseconds} ms`, capacity * unitsPerToken),
      prefix: "sluice:bucket",
      ephemeralCache: blocked,
      timeout: 0,
      analytics: false,
    });
  }

  async function ask(source: string, capacity: number, refill: Refill): Promise<Answer | null> {
    const shape = `${capacity}/${refill.units}/${refill.milliseconds}`;
    const started = engines.get(shape) ?? engine(capacity, refill);
    engines.set(shape, started);
    const limited = started.limit(source, { rate: unitsPerToken });
    const answer = answerSchema.safeParse(await within(deadlineMilliseconds, limited));
    if (answer.success && isSensible(answer.data, capacity, refill, now())) return answer.data;
    // The library remembers until when a source is blocked, whoever said so.
    blocked.clear();
    return null;
  }

  return async function takeToken(source, { limit, refill_per_minute }, share) {
    const capacity = Math.max(1, Math.floor(limit * share));
    const answer = await breaker(() => ask(source, capacity, refillOf(refill_per_minute)));
    if (answer === null) return null;
    const { success: allowed, reset } = answer;
    const remaining = Math.min(capacity, Math.floor(answer.remaining / unitsPerToken));
    return {
      allowed,
      reason: allowed ? null : "bucket",
      limit: capacity,
      remaining,
      refill_per_minute,
      reset_seconds: Math.ceil(((capacity - remaining) * 60) / refill_per_minute),
      retry_after_seconds: allowed ? 0 : Math.max(1, Math.ceil((reset - now()) / 1000)),
    };
  };
}

/** What the library makes of an answer, whatever that was. */
const answerSchema = z.object({
  success: z.boolean(),
  limit: z.number(),
  remaining: z.number().int().nonnegative(),
  reset: z.number().int(),
});

type Answer = z.output<typeof answerSchema>;

/**
 * Whether an answer can be one to our question. Who is refused is to come back at the next refill; a later one was written by
 * an isolate whose clock is ahead, and would refuse everybody until then.
 */
function isSensible(
  { success, limit, reset }: Answer,
  capacity: number,
  refill: Refill,
  moment: number,
): boolean {
  if (limit !== capacity * unitsPerToken) return false;
  return success || reset <= moment + refill.milliseconds + toleratedSkewMilliseconds;
}
