/**
 * The bytes that lower-case hexadecimal digits spell; null for anything else, the empty string included.
 *
 * Upper case is refused: no sender writes it, and their own libraries compare the text as it stands.
 */
export function decodeHex(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})+$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
    Number.parseInt(text.slice(2 * index, 2 * index + 2), 16),
  );
}
