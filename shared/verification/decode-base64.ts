const grammar = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/;

/**
 * The bytes that base64 (RFC 4648 section 4) spells; null for anything else, the empty string included.
 *
 * Canonical only: padding is required and the unused bits of the last digit are zero, so that a value has one spelling.
 */
export function decodeBase64(text: string): Uint8Array | null {
  if (!grammar.test(text)) return null;
  const binary = atob(text);
  if (btoa(binary) !== text) return null;
  // A loop, because `Uint8Array.from` takes four times as long: it goes through an iterator.
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
