import fc from "fast-check";

/** Gives the seconds since 1970 of one event after the other. */
export type Clock = () => number;

const start = 1_799_900_000;

/** The seconds between events, which often fall into one, as those of one payment do. */
export const gaps = fc.array(fc.constantFrom(0, 0, 0, 1, 59, 86_400), { minLength: 1, maxLength: 12 });

/** A clock that goes by these gaps, over and over. */
export function startClock(gaps: readonly number[]): Clock {
  let now = start;
  let ticks = 0;
  return () => (now += gaps[ticks++ % gaps.length] ?? 0);
}

/** Addresses of a few people, one of whom writes hers in two ways. */
export const addresses = fc.constantFrom(
  "jane@example.com",
  "Jane@Example.com",
  "zoe@example.com",
  "ada@example.com",
);

/** A time in RFC 3339. */
export function rfc3339(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Sums of the parts before and with each: what has been refunded in all after each refund. */
export function runningTotals(parts: readonly number[]): readonly number[] {
  let total = 0;
  return parts.map((part) => (total += part));
}
