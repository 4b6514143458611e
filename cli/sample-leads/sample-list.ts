import { makeProperty, type Property } from "./property.ts";
import { type Random, seededRandom } from "./random.ts";
import { type SampleColumn, sampleColumns, type SampleRow, sampleRow } from "./sample-row.ts";

/** What must come of a list that is uploaded for a broker without leads. */
export type SampleExpectation = {
  readonly rows_read: number;
  readonly rows_refused: number;
  /** Properties, each with a lead of its own. */
  readonly leads: number;
  /** Of those leads, how many say that they agreed to be contacted, and when. */
  readonly consented: number;
  readonly email_verified: number;
};

/** A list of leads as brokers buy them, and what must come of it. */
export type SampleList = { readonly csv: Uint8Array<ArrayBuffer>; readonly expected: SampleExpectation };

const styles: readonly Style[] = [
  {
    delimiter: ",",
    headers: [
      "Address",
      "Unit #",
      "City",
      "State",
      "Zip",
      "County",
      "APN",
      "MAK",
      "Owner 1 First Name",
      "Owner 1 Last Name",
      "Email",
      "Mobile",
      "Landline",
      "Property Type",
      "Bedrooms",
      "Total Bathrooms",
      "Building Sqft",
      "Effective Year Built",
      "Est. Value",
      "Owner Occupied",
      "Tags",
      "Lead Score",
      "Results",
      "Consent",
      "Consent At",
      "Consent Source",
      "Notes",
    ],
  },
  {
    delimiter: ";",
    headers: [
      "street",
      "unit",
      "city",
      "state",
      "zip",
      "county",
      "apn",
      "mak",
      "first_name",
      "last_name",
      "email",
      "phone",
      "landline",
      "property_type",
      "bedrooms",
      "bathrooms",
      "living_area_sqft",
      "year_built",
      "estimated_value",
      "owner_occupied",
      "tags",
      "score",
      "results",
      "consent",
      "consent_at",
      "consent_source",
      "remark",
    ],
  },
  {
    delimiter: "\t",
    headers: [
      "PROPERTY ADDRESS",
      "PROPERTY UNIT",
      "PROPERTY CITY",
      "PROPERTY STATE",
      "PROPERTY ZIP",
      "PROPERTY COUNTY",
      "PARCEL NUMBER",
      "MELISSA ADDRESS KEY",
      "FIRST NAME",
      "LAST NAME",
      "E-MAIL ADDRESS",
      "CELL PHONE",
      "HOME PHONE",
      "PROPERTY TYPE",
      "BEDS",
      "BATHS",
      "SQUARE FEET",
      "YEAR BUILT",
      "MARKET VALUE",
      "OWNER OCCUPIED",
      "LABELS",
      "LEAD SCORE",
      "RESULT CODES",
      "OPT-IN",
      "OPT-IN AT",
      "OPT-IN SOURCE",
      "REMARKS",
    ],
  },
];
type Style = { readonly delimiter: string; readonly headers: readonly string[] };

/**
 * A list of so many rows with all the mess of a bought one, the same for the same seed: duplicates spelled otherwise, rows without keys or
 * with a cell missing, stray quotes, notes over several lines, names in Windows-1252. Everything in it is made up.
 */
export function sampleList(seed: number, rows: number): SampleList {
  const random = seededRandom(seed);
  const { delimiter, headers } = random.pick(styles);
  const properties: Property[] = [];
  const consented = new Set<Property>();
  const verified = new Set<Property>();
  const lines = [headers.map((header) => asCell(header, delimiter)).join(delimiter)];
  let rows_refused = 0;
  for (let count = 0; count < rows; count++) {
    const spoilt = count > 0 && random.percent(2) ? spoiltLine(properties, random, delimiter) : null;
    if (spoilt !== null) {
      rows_refused += 1;
      lines.push(spoilt);
      continue;
    }
    const known =
      properties.length > 0 && random.percent(8) ? properties[random.below(properties.length)] : undefined;
    const property = known ?? makeProperty(properties.length, random);
    if (!known) properties.push(property);
    const row = sampleRow(property, random);
    if (random.percent(3)) row[random.pick<SampleColumn>(["email", "mobile", "value", "year"])] = "unknown!";
    if (row.consentAt !== "") consented.add(property);
    if (row.codes.includes("ES01") && row.email.includes("@")) verified.add(property);
    lines.push(asLine(row, delimiter));
  }
  return {
    csv: inWindows1252(`${lines.join("\r\n")}\r\n`),
    expected: {
      rows_read: rows,
      rows_refused,
      leads: properties.length,
      consented: consented.size,
      email_verified: verified.size,
    },
  };
}

/** A line of which no lead can come, about a property that the list has already. */
function spoiltLine(properties: readonly Property[], random: Random, delimiter: string): string {
  const row = sampleRow(properties[random.below(properties.length)] ?? makeProperty(0, random), random);
  switch (random.below(3)) {
    case 0:
      return asLine({ ...row, street: "", apn: "", mak: "12" }, delimiter);
    case 1:
      return asLine({ ...row, remark: "" }, delimiter)
        .split(delimiter)
        .slice(0, 3)
        .join(delimiter);
    default:
      return `"${row.given}" the "owner"${delimiter.repeat(sampleColumns.length - 1)}`;
  }
}

function asLine(row: SampleRow, delimiter: string): string {
  return sampleColumns.map((column: SampleColumn) => asCell(row[column], delimiter)).join(delimiter);
}

function asCell(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Of the characters that the list uses, those beyond ASCII are in Windows-1252 what they are in Unicode. */
function inWindows1252(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
