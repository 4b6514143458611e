import type { RateLimiter } from "./checkout.ts";
import type { LoadShare } from "./load-share.ts";
import type { LimitsOf } from "./source-limits.ts";
import type { TakeToken } from "./upstash-bucket.ts";

/** What the Upstash engine is made of. */
export type UpstashLimiterParts = {
  readonly takeToken: TakeToken;
  readonly limitsOf: LimitsOf;
  readonly load: LoadShare;
};

/**
 * The engine that is Redis: it refuses before anything is parsed or stored. What it lets through the database's bucket is
 * told of in the round trip that stores the delivery, and may still refuse: then two buckets never let through more than one.
 *
 * When Redis can't decide, or its limit isn't known yet, the bucket in the database does, for that delivery: never neither, and
 * never a refusal for everybody.
 */
export function upstashLimiter({ takeToken, limitsOf, load }: UpstashLimiterParts): RateLimiter {
  return {
    async decide(source) {
      const share = load.current();
      const limits = await limitsOf(source);
      const checkout = limits && (await takeToken(source, limits, share));
      if (checkout === null) {
        const fellBack = limits !== null;
        return { refused: false, checkout, databaseCheck: { spend_token: true, share }, fellBack };
      }
      if (!checkout.allowed) return { refused: true, checkout };
      return { refused: false, checkout, databaseCheck: { spend_token: false, share }, fellBack: false };
    },
    observe: load.observe,
  };
}
