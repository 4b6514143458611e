/** How a file holds its rows. */
export type FileFormat = "csv" | "json" | "ndjson";

const types: ReadonlyMap<string, "csv" | "json"> = new Map([
  ["text/csv", "csv"],
  ["text/tab-separated-values", "csv"],
  ["application/csv", "csv"],
  ["application/json", "json"],
  ["application/x-ndjson", "json"],
  ["application/ndjson", "json"],
  ["application/jsonl", "json"],
  ["application/x-jsonlines", "json"],
]);
const bracket = 0x5b;
const brace = 0x7b;

/**
 * What a file is: by its content type, or where that says neither by its first byte. JSON is an array, or an object a line, whatever
 * of the two its type says. Null for JSON that begins with anything else.
 */
export function fileFormat(bytes: Uint8Array, contentType: string | null): FileFormat | null {
  const [type = ""] = (contentType ?? "").split(";");
  const stated = types.get(type.trim().toLowerCase());
  if (stated === "csv") return "csv";
  const first = firstByte(bytes);
  if (first === bracket) return "json";
  if (first === brace) return "ndjson";
  return stated === "json" ? null : "csv";
}

/** The first byte after a byte order mark and white space. */
function firstByte(bytes: Uint8Array): number | undefined {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let index = start; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
  }
  return undefined;
}
