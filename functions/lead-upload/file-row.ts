import type { Lead, RowProblem, RowReason } from "../../shared/leads/lead.ts";

/** A row of a file as `stage_leads` takes it. */
export type FileRow = {
  /** Where it stands: the line on which it begins, or its place in a JSON array, from 1. */
  readonly line: number;
  /** Null when the row is refused. */
  readonly lead: Lead | null;
  readonly problems: readonly RowProblem[];
  /** The row as it was sent, where something is wrong with it. */
  readonly source?: Readonly<Record<string, unknown>>;
};

/** A row, and about how many characters long is what it carries as it was sent; the rest of a row is short. */
export type WeighedRow = { readonly row: FileRow; readonly size: number };

/** A row that can't be read at all. */
export function refusedRow(line: number, reason: RowReason): WeighedRow {
  return { row: { line, lead: null, problems: [{ column: "", reason }] }, size: 0 };
}
