const grammar = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Whole seconds since 1970 of an RFC 3339 time; null for anything else, a day or hour that doesn't exist included. */
export function parseRfc3339(text: string): number | null {
  const match = grammar.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [sign, offsetHour, offsetMinute] = [match[7], Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) return null;
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // A field that is out of range moves its neighbours, so the time comes out as another one.
  if (local.toISOString().slice(0, 19) !== text.slice(0, 19)) return null;
  const offset = (sign === "-" ? -60 : 60) * (60 * offsetHour + offsetMinute);
  return local.getTime() / 1000 - offset;
}
