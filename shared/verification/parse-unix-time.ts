/** What a sender counts since 1970. */
export type TimeUnit = "seconds" | "milliseconds";

const grammar: Readonly<Record<TimeUnit, RegExp>> = {
  seconds: /^[0-9]{1,12}$/,
  milliseconds: /^[0-9]{1,15}$/,
};

/**
 * Seconds since 1970 from decimal digits; null for a sign, a space, a fraction or more digits than a time has. Milliseconds stay in
 * them, behind the point: cut off, they would let in what is up to a second beyond the end of a window.
 */
export function parseUnixTime(text: string, unit: TimeUnit = "seconds"): number | null {
  if (!grammar[unit].test(text)) return null;
  return unit === "seconds" ? Number(text) : Number(text) / 1000;
}
