import type { Checkout } from "./checkout.ts";

/**
 * A source's limit as its sender is told: the draft standard's fields (draft-ietf-httpapi-ratelimit-headers-10), the older
 * ones that most clients read, and `Retry-After` (RFC 9110 section 10.2.3) when the delivery was refused.
 */
export function rateLimitHeaders(checkout: Checkout): Readonly<Record<string, string>> {
  const { allowed, limit, remaining, refill_per_minute, reset_seconds, retry_after_seconds } = checkout;
  const windowSeconds = Math.ceil((limit / refill_per_minute) * 60);
  return {
    "ratelimit-policy": `"source";q=${limit};w=${windowSeconds}`,
    ratelimit: `"source";r=${remaining};t=${reset_seconds}`,
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset_seconds),
    ...(!allowed && { "retry-after": String(retry_after_seconds) }),
  };
}
