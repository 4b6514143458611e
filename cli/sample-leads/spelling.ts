import type { Property } from "./property.ts";
import type { Random } from "./random.ts";

const suffixes: Readonly<Record<string, readonly string[]>> = {
  ST: ["St", "Street", "ST", "St.", "Str"],
  AVE: ["Ave", "Avenue", "Ave.", "AVE", "Av"],
  BLVD: ["Blvd", "Boulevard", "Blvd.", "Boul"],
  DR: ["Dr", "Drive", "Dr.", "DR"],
  LN: ["Ln", "Lane", "Ln."],
  CT: ["Ct", "Court", "Ct."],
  PKWY: ["Pkwy", "Parkway", "Pky"],
};
const directions: Readonly<Record<string, readonly string[]>> = {
  N: ["N", "North", "N."],
  S: ["S", "South", "S."],
  E: ["E", "East", "E."],
  W: ["W", "West", "W."],
  NW: ["NW", "Northwest", "N.W."],
};

/** One of the ways in which people write a property's street; its unit is added where the list has no column for it. */
export function spellStreet(property: Property, random: Random, withUnit: boolean): string {
  const { number, direction, street, suffix } = property;
  const words = [
    String(number),
    ...(direction === "" ? [] : [random.pick(directions[direction] ?? [direction])]),
    street,
    random.pick(suffixes[suffix] ?? [suffix]),
  ];
  const unit = withUnit ? spellUnit(property, random) : "";
  const line = words.join(" ") + (unit === "" ? "" : random.pick([" ", ", "]) + unit);
  return random.pick([line, line, line.toUpperCase(), line.toLowerCase(), ` ${line.replace(" ", "  ")}`]);
}

/** One of the ways in which people write its unit; empty when it has none. */
export function spellUnit({ unit }: Property, random: Random): string {
  return unit === null
    ? ""
    : random.pick([`Apt ${unit}`, `Apt. ${unit}`, `APT ${unit}`, `Apartment ${unit}`, `apt #${unit}`]);
}

/** One of the ways in which people write its owner's telephone number. */
export function spellPhone({ areaCode, line }: Property, random: Random): string {
  return random.pick([
    `(${areaCode}) ${line}`,
    `${areaCode}-${line}`,
    `${areaCode}.${line.replace("-", ".")}`,
    areaCode + line.replace("-", ""),
    `+1 ${areaCode} ${line}`,
    `1-${areaCode}-${line}`,
  ]);
}
