import { makeProperty } from "../../../cli/demo/sample-leads/property.ts";
import { seededRandom } from "../../../cli/demo/sample-leads/random.ts";
import { type SampleColumn, sampleRow } from "../../../cli/demo/sample-leads/sample-row.ts";

/** The columns of the list, by the headers that lead-upload knows. */
export const listColumns = {
  street: "address",
  unit: "unit",
  city: "city",
  state: "state",
  zip: "zip",
  county: "county",
  apn: "apn",
  mak: "mak",
  given: "first_name",
  family: "last_name",
  email: "email",
  mobile: "mobile",
  landline: "landline",
  type: "property_type",
  bedrooms: "bedrooms",
  baths: "bathrooms",
  squareFeet: "living_area_sqft",
  year: "year_built",
  value: "estimated_value",
  occupied: "owner_occupied",
} as const satisfies Partial<Record<SampleColumn, string>>;

/** The rows of a list of so many properties, spelled as in the sample list, each well-formed CSV, and its header. */
export function benchList(rows: number): { readonly header: string; readonly lines: readonly string[] } {
  const random = seededRandom(1);
  // The type of a key that Object.keys leaves open.
  const columns = Object.keys(listColumns) as (keyof typeof listColumns)[];
  const lines = Array.from({ length: rows }, (_, index) => {
    const row = sampleRow(makeProperty(index, random), random);
    return columns.map((column) => (row[column].includes(",") ? `"${row[column]}"` : row[column])).join(",");
  });
  return { header: Object.values(listColumns).join(","), lines };
}

/** The bytes of a file with these lines. */
export function asFile(header: string, lines: readonly string[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${[header, ...lines].join("\n")}\n`);
}
