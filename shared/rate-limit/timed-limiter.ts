import type { RateLimiter } from "./checkout.ts";

/** The limiter, for one delivery: tells how long that waited for it, milliseconds. */
export function timedLimiter(
  limiter: RateLimiter,
  now: () => number,
  tell: (milliseconds: number) => void,
): RateLimiter {
  return {
    async decide(source) {
      const asked = now();
      try {
        return await limiter.decide(source);
      } finally {
        tell(now() - asked);
      }
    },
    observe: limiter.observe,
  };
}
