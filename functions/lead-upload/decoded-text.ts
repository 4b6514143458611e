import { isUtf8 } from "node:buffer";

const pieceLength = 65_536;

/**
 * A file's text, piece by piece, with `\n` for every kind of line end and without a byte order mark.
 *
 * UTF-16 is told by its mark. What isn't UTF-8 is Windows-1252, in which every byte is a character: what spreadsheets write that don't
 * write UTF-8.
 */
export function* decodedText(bytes: Uint8Array): Generator<string, void, undefined> {
  const decoder = new TextDecoder(encodingOf(bytes));
  let endsInReturn = false;
  for (let start = 0; start < bytes.length || start === 0; start += pieceLength) {
    const isLast = start + pieceLength >= bytes.length;
    let text = decoder.decode(bytes.subarray(start, start + pieceLength), { stream: !isLast });
    // The other half of a line end that was cut in two.
    if (endsInReturn && text.startsWith("\n")) text = text.slice(1);
    endsInReturn = text.endsWith("\r");
    yield text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return isUtf8(bytes) ? "utf-8" : "windows-1252";
}
