import { makeProperty } from "../../../cli/sample-leads/property.ts";
import { seededRandom } from "../../../cli/sample-leads/random.ts";
import { type SampleColumn, sampleRow } from "../../../cli/sample-leads/sample-row.ts";

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

/** A list of properties: its header, and the cells of each row. */
export type BenchList = {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** A list of so many properties, spelled as in the sample list. */
export function benchList(rows: number): BenchList {
  const random = seededRandom(1);
  // The type of a key that Object.keys leaves open.
  const columns = Object.keys(listColumns) as (keyof typeof listColumns)[];
  return {
    header: Object.values(listColumns),
    rows: Array.from({ length: rows }, (_, index) => {
      const row = sampleRow(makeProperty(index, random), random);
      return columns.map((column) => row[column]);
    }),
  };
}

/** The bytes of the list as CSV. */
export function asCsv({ header, rows }: BenchList): Uint8Array<ArrayBuffer> {
  const lines = [header, ...rows].map((cells) =>
    cells.map((cell) => (cell.includes(",") ? `"${cell}"` : cell)).join(),
  );
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/** The rows of the list as JSON objects, which leave out what is blank. */
export function asObjects({ header, rows }: BenchList): readonly string[] {
  return rows.map((cells) => {
    const members = cells.map((cell, index) => [header[index] ?? "", cell] as const);
    return JSON.stringify(Object.fromEntries(members.filter(([, cell]) => cell !== "")));
  });
}
