import type { Random } from "./random.ts";

/** A property and its owner, as they are; lists spell them in many ways. */
export type Property = {
  readonly number: number;
  readonly direction: string;
  readonly street: string;
  readonly suffix: string;
  readonly unit: number | null;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly county: string;
  readonly areaCode: string;
  readonly mak: string | null;
  readonly apn: string | null;
  readonly given: string;
  readonly family: string;
  readonly email: string | null;
  readonly line: string;
  readonly type: string;
  readonly bedrooms: number;
  readonly baths: string;
  readonly squareFeet: number;
  readonly year: number;
  readonly value: number;
  readonly occupied: boolean;
};

const places = [
  ["Los Angeles", "CA", "900", "Los Angeles", "213"],
  ["San Jos\u00e9", "CA", "951", "Santa Clara", "408"],
  ["St. Louis", "MO", "631", "St. Louis City", "314"],
  ["Phoenix", "AZ", "850", "Maricopa", "602"],
  ["Fort Worth", "TX", "761", "Tarrant", "817"],
  ["Boston", "MA", "021", "Suffolk", "617"],
] as const;
const streets = [
  "Main",
  "Oak",
  "Maple",
  "Cedar",
  "Elm",
  "Washington",
  "Lake",
  "Hill",
  "Sunset",
  "O'Hara",
  "Mission",
  "Jos\u00e9 Mart\u00ed",
  "Willow Creek",
  "Martin Luther King",
  "Bay West",
  "St. Charles",
  "5th",
  "12th",
  "22nd",
  "Rosewood",
] as const;
const givenNames = [
  "Mary",
  "Jos\u00e9",
  "Linda",
  "Zo\u00eb",
  "James",
  "Ren\u00e9e",
  "Robert",
  "Bj\u00f6rn",
  "Patricia",
  "Mar\u00eda",
] as const;
const familyNames = [
  "Smith",
  "Garc\u00eda",
  "Johnson",
  "Mu\u00f1oz",
  "O'Neill",
  "Lee",
  "N\u00fa\u00f1ez",
  "Brown",
  "M\u00fcller",
  "Nguyen",
] as const;
const types = ["Single Family Residential", "Condominium", "Duplex", "Townhouse"] as const;

/** The property of that index: no two are the same by any of their keys. Three of five have a MAK or an APN, the others an address alone. */
export function makeProperty(index: number, random: Random): Property {
  const { below, percent, pick } = random;
  const [city, state, zipPrefix, county, areaCode] = pick(places);
  const given = pick(givenNames);
  const hasMak = percent(40);
  return {
    number: 100 + index,
    direction: percent(35) ? pick(["N", "S", "E", "W", "NW"]) : "",
    street: pick(streets),
    suffix: pick(["ST", "AVE", "BLVD", "DR", "LN", "CT", "PKWY"]),
    unit: percent(25) ? 1 + below(400) : null,
    city,
    state,
    zip: zipPrefix + String(below(100)).padStart(2, "0"),
    county,
    areaCode,
    mak: hasMak ? String(1_000_000_000 + index) : null,
    apn: (hasMak ? percent(50) : percent(33))
      ? `${String(1000 + (index % 9000))}-${String(index).padStart(6, "0")}`
      : null,
    given,
    family: pick(familyNames),
    email: percent(85) ? `owner${index}@example.com` : null,
    line: `555-01${String(below(100)).padStart(2, "0")}`,
    type: pick(types),
    bedrooms: 1 + below(6),
    baths: pick(["1", "1.5", "2", "2.5", "3"]),
    squareFeet: 600 + below(4000),
    year: 1900 + below(125),
    value: 1000 * (90 + below(2000)),
    occupied: percent(60),
  };
}
