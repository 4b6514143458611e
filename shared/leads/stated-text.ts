import { cleanText } from "../mapping/clean-text.ts";

const nothing: ReadonlySet<string> = new Set([
  "",
  "-",
  "--",
  "\u2013",
  "\u2014",
  "n/a",
  "#n/a",
  "none",
  "null",
  "nan",
]);
const longestNothing = 5;
const plain = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** What a cell states, trimmed; empty for the ways in which spreadsheets and databases write that there is nothing. */
export function statedText(cell: string): string {
  const text = cell.trim();
  return text.length <= longestNothing && nothing.has(text.toLowerCase()) ? "" : text;
}

/** A text on one line without control characters, cut to `longest` characters. */
export function oneLine(text: string, longest: number): string {
  // The regular expressions of the general case would be a third of the work of a whole file.
  if (text.length <= longest && plain.test(text)) return text;
  return cleanText(text.replace(/\s+/g, " "), longest) ?? "";
}
