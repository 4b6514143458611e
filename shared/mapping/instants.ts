import { isMilliseconds } from "../verification/parse-unix-time.ts";

const grammar = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{2}):?(\d{2}))$/i;
const endOfYear9999 = 253_402_300_799;

/**
 * An RFC 3339 time in UTC, its fraction cut to microseconds; null for anything else, a day that doesn't exist or one
 * outside 1970 to 9999 included.
 */
export function parseInstant(text: string): string | null {
  const match = grammar.exec(text);
  if (!match) return null;
  const [, day = "", clock = "", fraction = "", sign, hours = "0", minutes = "0"] = match;
  const offset = Number(hours) * 60 + Number(minutes);
  const local = new Date(`${day}T${clock}Z`);
  // Some engines read the 30th of February as the 2nd of March.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(`${day}T${clock}`)) return null;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const whole = fromUnixSeconds(local.getTime() / 1000 + (sign === "-" ? 60 : -60) * offset);
  const digits = fraction.slice(0, 6).replace(/0+$/, "");
  return whole && digits ? whole.replace("Z", `.${digits}Z`) : whole;
}

/** The time of a count of whole seconds since 1970; null outside 1970 to 9999. */
export function fromUnixSeconds(seconds: number): string | null {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > endOfYear9999) return null;
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** The time of a count of milliseconds since 1970; null outside 1970 to 9999. */
export function fromUnixMilliseconds(milliseconds: number): string | null {
  const whole = fromUnixSeconds(Math.floor(milliseconds / 1000));
  return whole && new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** The time of a count since 1970 of a sender that counts seconds in one place and milliseconds in another. */
export function fromUnixTime(count: number): string | null {
  return isMilliseconds(count) ? fromUnixMilliseconds(count) : fromUnixSeconds(count);
}
