import { normaliseStreet } from "./normalise-street.ts";
import { postalWords } from "./postal-words.ts";
import { remembering } from "./remembering.ts";
import type { CellReader } from "./row-draft.ts";
import { normaliseUnit } from "./split-unit.ts";
import { usStates } from "./us-states.ts";

const longestLine = 200;
const zip = /^(\d{3,5})(?:\.0)?$|^(\d{5})[- ]?(\d{4})$/;
const wordsOfCounty = / (?:COUNTY|CO|PARISH|BOROUGH|CENSUS AREA|MUNICIPALITY)$/;
// Publication 28, section 223: city names are spelled out.
const spelledOut: ReadonlyMap<string, string> = new Map([
  ["ST", "SAINT"],
  ["STE", "SAINTE"],
  ["FT", "FORT"],
  ["MT", "MOUNT"],
]);
// A file names few cities, states and counties, each many times.
const mostRemembered = 5000;
const cityOf = remembering(mostRemembered, cityName);
const countyOf = remembering(mostRemembered, countyName);

/** Reads where a lead's property is. */
export const addressCells = {
  street: (text, { lead, parts }) => {
    if (text.length > longestLine) return "invalid-address";
    const { street, unit } = normaliseStreet(text);
    if (street === "") return "invalid-address";
    // A whole street is no property, and neither is number 0, which assessors give to land without a house.
    if (!/[1-9]/.test(street) || /^0+ /.test(street)) return "no-house-number";
    lead.street = street;
    if (unit !== null) parts.unit_in_street = unit;
    return null;
  },
  unit: (text, { lead }) => {
    const unit = text.length > longestLine ? null : normaliseUnit(postalWords(text));
    if (unit === null) return "invalid-address";
    lead.unit = unit;
    return null;
  },
  city: (text, { lead }) => {
    const city = cityOf(text.slice(0, longestLine));
    if (city === "") return "invalid-address";
    lead.city = city;
    return null;
  },
  state: (text, { lead }) => {
    const state = usStates.get(text) ?? usStates.get(postalWords(text.slice(0, longestLine)).join(" "));
    if (state === undefined) return "invalid-state";
    lead.state = state;
    return null;
  },
  postal_code: (text, { lead }) => {
    const [, short, five, four = ""] = zip.exec(text) ?? [];
    if (short === undefined && five === undefined) return "invalid-postal-code";
    // Spreadsheets take a ZIP code for a number, and drop the zeros that it begins with.
    const digits = five ?? (short ?? "").padStart(5, "0");
    if (digits === "00000") return "invalid-postal-code";
    lead.postal_code = four === "" || four === "0000" ? digits : `${digits}-${four}`;
    return null;
  },
  plus4: (text, { parts }) => {
    if (!/^\d{1,4}$/.test(text)) return "invalid-postal-code";
    parts.plus4 = text.padStart(4, "0");
    return null;
  },
  county: (text, { lead }) => {
    const county = countyOf(text.slice(0, longestLine));
    if (county === "") return "invalid-address";
    lead.county = county;
    return null;
  },
} as const satisfies Record<string, CellReader>;

function cityName(text: string): string {
  const [first = "", ...others] = postalWords(text);
  return [others.length > 0 ? (spelledOut.get(first) ?? first) : first, ...others].join(" ");
}

function countyName(text: string): string {
  return postalWords(text).join(" ").replace(wordsOfCounty, "");
}
