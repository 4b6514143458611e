/**
 * The bytes that lower-case hexadecimal digits spell; null for anything else, the empty string included.
 *
 * Upper case is refused: no sender writes it, and their own libraries compare the text as it stands.
 */
export function decodeHex(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})+$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = 16 * digit(text.charCodeAt(2 * index)) + digit(text.charCodeAt(2 * index + 1));
  }
  return bytes;
}

/** What a digit is worth, from the code of one that the grammar let through. */
function digit(code: number): number {
  return code < 0x61 ? code - 0x30 : code - 0x61 + 10;
}
