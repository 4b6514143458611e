import type { Property } from "./property.ts";
import type { Random } from "./random.ts";
import { spellPhone, spellStreet, spellUnit } from "./spelling.ts";

/** What a row states, before a list gives it its headers. */
export type SampleRow = Record<SampleColumn, string>;

/** What a list has columns for. */
export type SampleColumn = (typeof sampleColumns)[number];

/** The columns, in the order of the list. */
export const sampleColumns = [
  "street",
  "unit",
  "city",
  "state",
  "zip",
  "county",
  "apn",
  "mak",
  "given",
  "family",
  "email",
  "mobile",
  "landline",
  "type",
  "bedrooms",
  "baths",
  "squareFeet",
  "year",
  "value",
  "occupied",
  "tags",
  "score",
  "codes",
  "consent",
  "consentAt",
  "consentSource",
  "remark",
] as const;

const nothing = ["", "", "", "N/A", "-", "null"] as const;

/** A row about a property, spelled in one of many ways and saying as much as such lists do. */
export function sampleRow(property: Property, random: Random): SampleRow {
  const { percent, pick, below } = random;
  const unitInStreet = percent(40);
  const phone = percent(90) ? spellPhone(property, random) : pick(nothing);
  const isMobile = percent(70);
  const consents = percent(30);
  const day = String(1 + below(28)).padStart(2, "0");
  const value = percent(90) ? property.value : null;
  return {
    street: spellStreet(property, random, unitInStreet),
    unit: unitInStreet ? "" : spellUnit(property, random),
    city: pick([property.city, property.city.toUpperCase(), property.city]),
    state: pick([property.state, property.state.toLowerCase(), property.state]),
    zip: percent(20) ? `${property.zip}-${String(1000 + below(9000))}` : property.zip,
    county: pick([property.county, `${property.county} County`, property.county.toUpperCase()]),
    apn:
      property.apn === null
        ? ""
        : pick([property.apn, property.apn.replace("-", ""), property.apn.replace("-", " ")]),
    mak: property.mak ?? "",
    given: pick([property.given, property.given.toUpperCase(), property.given]),
    family: pick([property.family, property.family, `${property.family} `]),
    email: property.email ?? pick(nothing),
    mobile: isMobile ? phone : pick(nothing),
    landline: isMobile ? pick(nothing) : phone,
    type: property.type,
    bedrooms: String(property.bedrooms),
    baths: property.baths,
    squareFeet: pick([String(property.squareFeet), property.squareFeet.toLocaleString("en-US")]),
    year: String(property.year),
    value:
      value === null
        ? pick(nothing)
        : pick([String(value), `$${value.toLocaleString("en-US")}`, `${value}.00`]),
    occupied: pick(property.occupied ? ["Yes", "Y", "TRUE", "1"] : ["No", "N", "false", "0"]),
    tags: percent(20) ? pick(["absentee", "absentee; high equity", "probate,vacant"]) : "",
    score: percent(60) ? String(below(101)) : "",
    codes: percent(50) ? pick(["AS01,ES01,PS01", "AS01,ES01", "AS02,PS01", "AE01"]) : "",
    consent: consents ? pick(["Yes", "true", "1"]) : pick(["", "", "No"]),
    consentAt: consents ? `2026-10-${day}T1${below(10)}:30:00-07:00` : "",
    consentSource: consents ? "web form" : "",
    remark: percent(10) ? `called twice\n"not now", ${pick(["maybe in spring", "ask for the son"])}` : "",
  };
}
