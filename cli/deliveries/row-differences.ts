import { isDeepStrictEqual } from "node:util";
import type { BusinessRows } from "./doors.ts";

/** A row that is not as it was: its fields that differ, as they were and as they are. */
export type RowDifference = {
  readonly table: string;
  /** Its provider's id, or whatever tells it apart. */
  readonly row: string;
  readonly isNew: boolean;
  /** It has been joined with another one. */
  readonly isGone: boolean;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
};

type Row = BusinessRows[string][number];

// Our own book-keeping of who wrote what when.
const bookkeeping: ReadonlySet<string> = new Set(["provenance", "created_at", "updated_at"]);

/** Every row that differs between two looks at the same tables. */
export function rowDifferences(before: BusinessRows, after: BusinessRows): readonly RowDifference[] {
  const tables = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return tables.flatMap((table) => {
    const was = byKey(before[table] ?? []);
    const is = byKey(after[table] ?? []);
    return [...new Set([...was.keys(), ...is.keys()])].flatMap(
      (key) => difference(table, was.get(key), is.get(key)) ?? [],
    );
  });
}

function difference(table: string, was: Row | undefined, is: Row | undefined): RowDifference | null {
  const fields = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].filter(
    (field) => !bookkeeping.has(field) && !isDeepStrictEqual(was?.[field] ?? null, is?.[field] ?? null),
  );
  if (fields.length === 0) return null;
  return {
    table,
    row: nameOf(is ?? was ?? {}),
    isNew: was === undefined,
    isGone: is === undefined,
    before: was ? pick(was, fields) : {},
    after: is ? pick(is, fields) : {},
  };
}

function byKey(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [JSON.stringify(row.id ?? [row.contact_id, row.tag_id]), row]));
}

function nameOf({ external_id, name, email, id }: Row): string {
  return String(external_id ?? name ?? email ?? id);
}

function pick(row: Row, fields: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
}
