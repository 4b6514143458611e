/** What a sender counts since 1970. */
export type TimeUnit = "seconds" | "milliseconds";

const grammar: Readonly<Record<TimeUnit, RegExp>> = {
  seconds: /^[0-9]{1,12}$/,
  milliseconds: /^[0-9]{1,15}$/,
};

/** Whole seconds since 1970 from decimal digits; null for a sign, a space, a fraction or more digits than a time has. */
export function parseUnixTime(text: string, unit: TimeUnit = "seconds"): number | null {
  if (!grammar[unit].test(text)) return null;
  return unit === "seconds" ? Number(text) : Math.floor(Number(text) / 1000);
}
