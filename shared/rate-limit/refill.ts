/** What a token is divided into: any whole rate per minute is then a whole number of units per millisecond. */
export const unitsPerToken = 60_000;

/** How a bucket refills: so many units each so many whole milliseconds. */
export type Refill = { readonly units: number; readonly milliseconds: number };

/**
 * The refill that comes to exactly so many tokens a minute.
 *
 * Each one brings at most a token, or what a millisecond brings, and as near to a token as whole milliseconds allow: tokens come
 * one by one as in a bucket that flows, and its next refill is when a refused sender should come back.
 */
export function refillOf(tokensPerMinute: number): Refill {
  const milliseconds = Math.max(1, Math.floor(60_000 / tokensPerMinute));
  return { units: tokensPerMinute * milliseconds, milliseconds };
}
