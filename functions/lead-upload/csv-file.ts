import { headerPlan } from "../../shared/leads/header-plan.ts";
import type { ReadLead } from "../../shared/leads/lead.ts";
import type { LeadReader } from "../../shared/leads/read-lead.ts";
import { asSent } from "./as-sent.ts";
import { type CsvRecord, csvRecords } from "./csv-records.ts";
import { decodedText } from "./decoded-text.ts";
import { delimiterLine, sniffDelimiter } from "./delimiter.ts";
import { refusedRow, type WeighedRow } from "./file-row.ts";
import type { FileFault, LeadFile } from "./lead-file.ts";

const mostColumns = 1000;

/** A CSV file, read as far as its header. */
export function csvFile(
  bytes: Uint8Array,
): { readonly ok: true; readonly file: LeadFile } | { readonly ok: false; readonly reason: FileFault } {
  const pieces = decodedText(bytes);
  const first = pieces.next().value ?? "";
  const records = csvRecords(startingWith(first, pieces), sniffDelimiter(first));
  const header = headerOf(records, delimiterLine.test(first));
  if (header === null) return { ok: false, reason: "no-rows" };
  if (header.length > mostColumns) return { ok: false, reason: "too-many-columns" };
  const plan = headerPlan(header);
  if (!plan.hasKey) return { ok: false, reason: "no-key-column" };

  const columns = header.length;
  const sent = asSent(header);

  function* rows(read: LeadReader): Generator<WeighedRow, void, undefined> {
    for (const record of records) {
      const { line } = record;
      if ("fault" in record) {
        yield refusedRow(line, record.fault);
        continue;
      }
      const { cells } = record;
      if (isBlank(cells)) continue;
      const { lead, problems } = fits(cells, columns) ? read(plan, cells) : misfit;
      if (problems.length === 0) {
        yield { row: { line, lead, problems }, size: lengthOf(cells) };
      } else {
        const { source, size } = sent(cells);
        yield { row: { line, lead, problems, source }, size };
      }
    }
  }
  return { ok: true, file: { format: "csv", rows, unknownColumns: () => plan.unknown } };
}

const misfit: ReadLead = { lead: null, problems: [{ column: "", reason: "wrong-number-of-cells" }] };

function* startingWith(first: string, others: Iterable<string>): Generator<string, void, undefined> {
  yield first;
  yield* others;
}

/** The cells of the first record that isn't blank, past the line that only says the delimiter; null when there is none. */
function headerOf(records: Iterator<CsvRecord, void>, hasDelimiterLine: boolean): readonly string[] | null {
  if (hasDelimiterLine) records.next();
  for (let { value } = records.next(); value; { value } = records.next()) {
    if ("fault" in value) return [];
    if (!isBlank(value.cells)) return value.cells;
  }
  return null;
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

/** Spreadsheets end some rows with delimiters too many; what has no header must be blank. */
function fits(cells: readonly string[], columns: number): boolean {
  return cells.length === columns || (cells.length > columns && isBlank(cells.slice(columns)));
}

function lengthOf(cells: readonly string[]): number {
  return cells.reduce((length, cell) => length + cell.length, 0);
}
