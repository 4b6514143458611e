// @ts-types="npm:@types/papaparse@5.5.2"
import Papa from "papaparse";
import type { RowReason } from "../../shared/leads/lead.ts";
import type { Delimiter } from "./delimiter.ts";
import { recordEnd } from "./record-end.ts";

/** A record of a file and the line that it begins on; or a line that is none, and why. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: RowReason };

/** The most characters of a record that is looked for: a quote that is never closed swallows no more. */
const longestRecord = 65_536;

/**
 * The records of a CSV text (RFC 4180), its lines ending in `\n`, in pieces.
 *
 * A line whose quotes don't fit together is lost, and nothing after it: the next one is read as if it were the first.
 */
export function* csvRecords(
  pieces: Iterable<string>,
  delimiter: Delimiter,
): Generator<CsvRecord, void, undefined> {
  let line = 1;
  let rest = "";
  let isSkipping = false;
  for (const piece of pieces) {
    rest += piece;
    yield* take(false);
  }
  yield* take(true);

  function* take(isEnd: boolean): Generator<CsvRecord, void, undefined> {
    if (isSkipping) skipLine();
    const { data, errors, meta } = parse(rest, isEnd);
    // An error in a record that isn't complete may go away with what is still to come.
    if (!errors.some(({ row = 0 }) => row < data.length)) {
      for (const cells of data) yield record(cells);
      rest = rest.slice(meta.cursor);
      if (rest.length < longestRecord) return;
    }
    while (rest !== "") {
      const next = takeOne(isEnd);
      if (next === null) return;
      yield next;
    }
  }

  /** The first record, or its line as a faulty one; null when it isn't complete. */
  function takeOne(isEnd: boolean): CsvRecord | null {
    const window = rest.slice(0, longestRecord);
    const isLast = isEnd && window.length === rest.length;
    const end = recordEnd(window, delimiter, isLast);
    if (end === "open" && window.length < longestRecord) return null;
    if (typeof end === "number") {
      const [cells = []] = parse(window.slice(0, end), true).data;
      rest = rest.slice(end);
      return record(cells);
    }
    const fault = end === "faulty" || window.includes("\n") ? "unclosed-quote" : "row-too-long";
    const faulty = { line, fault } as const;
    skipLine();
    return faulty;
  }

  function skipLine(): void {
    const end = rest.indexOf("\n");
    isSkipping = end < 0;
    rest = isSkipping ? "" : rest.slice(end + 1);
    if (!isSkipping) line += 1;
  }

  function record(cells: readonly string[]): CsvRecord {
    const begin = line;
    line += 1;
    for (const cell of cells) if (cell.includes("\n")) line += cell.split("\n").length - 1;
    return { line: begin, cells };
  }

  /** The complete records of a text. The last one is complete where the file ends with it. */
  function parse(text: string, isEnd: boolean): Papa.ParseResult<string[]> {
    const parser = new Papa.Parser({ delimiter, newline: "\n" });
    // Its types leave open what it returns: https://www.papaparse.com/docs#results
    return parser.parse(text, 0, !isEnd) as Papa.ParseResult<string[]>;
  }
}
