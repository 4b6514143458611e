import type { RateLimiter } from "./checkout.ts";
import type { LoadShare } from "./load-share.ts";
import type { SourceLimits } from "./source-limits.ts";
import type { TakeToken } from "./upstash-bucket.ts";

/** What the Upstash engine is made of. */
export type UpstashLimiterParts = {
  readonly takeToken: TakeToken;
  readonly limitsOf: (source: string) => Promise<SourceLimits>;
  readonly load: LoadShare;
};

/**
 * The engine that is Redis: it refuses before anything is parsed or stored. Quotas stay the database's.
 *
 * When Redis can't decide, the bucket in the database does, for that delivery: never neither, and never a refusal for
 * everybody.
 */
export function upstashLimiter({ takeToken, limitsOf, load }: UpstashLimiterParts): RateLimiter {
  return {
    async decide(source) {
      const share = load.current();
      const limits = await limitsOf(source);
      const checkout = await takeToken(source, limits, share);
      if (checkout === null) {
        return { refused: false, checkout, databaseCheck: { spend_token: true, share }, fellBack: true };
      }
      if (!checkout.allowed) return { refused: true, checkout };
      const hasQuota = limits.daily_quota !== null || limits.monthly_quota !== null;
      const databaseCheck = hasQuota ? { spend_token: false, share } : null;
      return { refused: false, checkout, databaseCheck, fellBack: false };
    },
    observe: load.observe,
  };
}
