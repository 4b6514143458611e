/** What a sender counts since 1970; `either` where it doesn't say. */
export type TimeUnit = "seconds" | "milliseconds" | "either";

const grammar: Readonly<Record<TimeUnit, RegExp>> = {
  seconds: /^[0-9]{1,12}$/,
  milliseconds: /^[0-9]{1,15}$/,
  either: /^[0-9]{1,15}$/,
};

/**
 * Seconds since 1970 from decimal digits; null for a sign, a space, a fraction or more digits than a time has. Milliseconds stay in
 * them, behind the point: cut off, they would let in what is up to a second beyond the end of a window.
 */
export function parseUnixTime(text: string, unit: TimeUnit = "seconds"): number | null {
  if (!grammar[unit].test(text)) return null;
  const count = Number(text);
  const isFine = unit === "milliseconds" || (unit === "either" && isMilliseconds(count));
  return isFine ? count / 1000 : count;
}

/** Whether a count since 1970 is one of milliseconds, where it isn't said: as seconds it would be in the year 5138 or later. */
export function isMilliseconds(count: number): boolean {
  return count >= 100_000_000_000;
}
