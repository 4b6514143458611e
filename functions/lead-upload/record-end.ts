const quote = 0x22;
const newline = 0x0a;
const space = 0x20;

/**
 * Where the first record of a CSV text ends, past its line end; or that its quotes don't fit together, or that its end isn't there yet.
 * Looks no further than it must: in time that grows with the record.
 */
export function recordEnd(text: string, delimiter: string, isEnd: boolean): number | "faulty" | "open" {
  const between = delimiter.charCodeAt(0);
  let index = 0;
  for (;;) {
    if (text.charCodeAt(index) === quote) {
      const closed = closingQuote(text, index + 1);
      if (closed < 0) return isEnd ? "faulty" : "open";
      index = closed + 1;
      while (text.charCodeAt(index) === space && between !== space) index++;
      const next = text.charCodeAt(index);
      if (index < text.length && next !== between && next !== newline) return "faulty";
    } else {
      let next = text.charCodeAt(index);
      while (index < text.length && next !== between && next !== newline) next = text.charCodeAt(++index);
    }
    if (index >= text.length) return isEnd ? index : "open";
    if (text.charCodeAt(index) === newline) return index + 1;
    index++;
  }
}

/** The quote that closes a cell: the first that isn't doubled. Negative when there is none. */
function closingQuote(text: string, start: number): number {
  for (let index = text.indexOf('"', start); index >= 0; index = text.indexOf('"', index + 2)) {
    if (text.charCodeAt(index + 1) !== quote) return index;
  }
  return -1;
}
