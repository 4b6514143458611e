import { type Refusal, refused } from "./verdict.ts";

const longest = 4096;
const visibleAscii = /^[\x20-\x7e]+$/;

/**
 * A header's value, or the refusal of a delivery without it.
 *
 * Nothing we read is longer than 4 kB or leaves ASCII. A header that was sent twice arrives joined by `, `.
 */
export function readHeader(headers: Headers, name: string): string | Refusal {
  const value = headers.get(name);
  if (value === null) return refused("missing-credential");
  if (value.length > longest || !visibleAscii.test(value)) return refused("malformed-credential");
  return value;
}
