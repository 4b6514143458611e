import { columnOf, type LeadColumn } from "./lead-columns.ts";

/** Which cells of a row to look at for what, in the order in which they are preferred. */
export type HeaderPlan = {
  readonly columns: readonly {
    readonly column: LeadColumn;
    readonly cells: readonly { readonly index: number; readonly header: string }[];
  }[];
  /** Headers that say nothing that we know. */
  readonly unknown: readonly string[];
  /** Whether a row can tell its lead from others at all. */
  readonly hasKey: boolean;
};

const longestHeader = 100;

/** What to read of rows with these headers. */
export function headerPlan(headers: readonly string[]): HeaderPlan {
  const found = new Map<LeadColumn, { index: number; header: string; preference: number }[]>();
  const unknown: string[] = [];
  for (const [index, text] of headers.entries()) {
    const header = text.trim().slice(0, longestHeader);
    const known = columnOf(header);
    if (known) {
      const cells = found.get(known.column) ?? [];
      cells.push({ index, header, preference: known.preference });
      found.set(known.column, cells);
    } else if (header !== "") {
      unknown.push(header);
    }
  }
  for (const cells of found.values()) cells.sort((a, b) => a.preference - b.preference);
  const has = (...columns: readonly LeadColumn[]) => columns.every((column) => found.has(column));
  return {
    columns: [...found].map(([column, cells]) => ({ column, cells })),
    unknown,
    hasKey: has("mak") || has("apn") || has("street", "postal_code") || has("street", "city", "state"),
  };
}
