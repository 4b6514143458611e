import { cleanText } from "../mapping/clean-text.ts";

const nothing = /^(?:-{1,2}|\u2013|\u2014|#?n\/a|none|null|nan)$/i;
const longestNothing = 5;
// Two million cells are looked at in a large file, and few begin like this.
const firstOfNothing: ReadonlySet<string> = new Set("-\u2013\u2014#nN");
// Latin letters with accents, too.
const plain = /^[\x21-\x7e\u00c0-\u024f]+(?: [\x21-\x7e\u00c0-\u024f]+)*$/;

/** What a cell states, trimmed; empty for the ways in which spreadsheets and databases write that there is nothing. */
export function statedText(cell: string): string {
  const text = cell.trim();
  if (text.length > longestNothing || !firstOfNothing.has(text.charAt(0))) return text;
  return nothing.test(text) ? "" : text;
}

/** A text on one line without control characters, cut to `longest` characters; undefined when nothing is left of it. */
export function oneLine(text: string, longest: number): string | undefined {
  // The regular expressions of the general case would be a third of the work of a whole file.
  if (text.length <= longest && plain.test(text)) return text;
  return cleanText(text.replace(/\s+/g, " "), longest);
}
