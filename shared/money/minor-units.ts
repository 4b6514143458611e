/** The largest amount that is taken for real, in minor units: ten thousand million of a currency with two digits. */
export const largestAmount = 1_000_000_000_000;

/**
 * A whole number of units of which `from` digits are decimals, in units of which `to` are; null when it isn't whole in them.
 */
export function rescale(units: number, from: number, to: number): number | null {
  if (to >= from) return units * 10 ** (to - from);
  const factor = 10 ** (from - to);
  return units % factor === 0 ? units / factor : null;
}

/**
 * A decimal string in minor units of `digits` decimals, as `"149.00"` is 14900 of two; null when it isn't a whole number of
 * them. Zeros beyond the digits are let pass (`"500.00"` JPY), so are fewer digits (`"49.0"` USD).
 */
export function fromDecimal(decimal: string, digits: number): number | null {
  const [, sign = "", whole, fraction = ""] = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?$/.exec(decimal) ?? [];
  if (whole === undefined || /[1-9]/.test(fraction.slice(digits))) return null;
  const units = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return sign && units > 0 ? -units : units;
}
