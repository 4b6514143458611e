import { normaliseLine, type NormalisedStreet } from "./normalise-line.ts";
import { remembering } from "./remembering.ts";

// The houses of a street are many, and so are their units, but a list's streets are few.
const mostRemembered = 20_000;
const named = remembering(mostRemembered, (name): NormalisedStreet => {
  // Any number does that tells a name from the beginning of a line.
  const { street, unit } = normaliseLine(`1 ${name}`);
  return { street: street.slice(2), unit };
});
const plain = /^(\d{1,6}) +(\D+?)(\d{1,6})?$/;
const anyUnit = "7";

/**
 * An address line as USPS Publication 28 has it: upper case, no punctuation, directionals, suffix and unit abbreviated. One address then
 * has one spelling, as far as that can be told without the post's own list of streets.
 */
export function normaliseStreet(line: string): NormalisedStreet {
  const [, number, name, unitNumber] = plain.exec(line) ?? [];
  if (number === undefined || name === undefined) return normaliseLine(line);
  if (unitNumber === undefined) {
    const { street, unit } = named(name);
    return { street: `${number} ${street}`.trimEnd(), unit };
  }
  const { street, unit } = named(name + anyUnit);
  // A number at the end that isn't the unit's is part of the name, as a highway's.
  if (unit?.endsWith(` ${anyUnit}`) !== true || street.includes(anyUnit)) return normaliseLine(line);
  return { street: `${number} ${street}`, unit: unit.slice(0, -anyUnit.length) + unitNumber };
}
