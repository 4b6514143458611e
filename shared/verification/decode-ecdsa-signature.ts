/**
 * The two numbers of a P-256 signature, 32 bytes each, from their DER form (RFC 3279 section 2.2.3); null for any other
 * bytes. WebCrypto takes them only like this.
 */
export function decodeEcdsaSignature(der: Uint8Array): Uint8Array | null {
  const [tag, length] = der;
  if (tag !== 0x30 || length !== der.length - 2) return null;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (!r || s?.end !== der.length) return null;
  const raw = new Uint8Array(64);
  raw.set(r.bytes, 32 - r.bytes.length);
  raw.set(s.bytes, 64 - s.bytes.length);
  return raw;
}

/** The bytes of a positive number of at most 32, without the zero that only says that it is positive. */
function readInteger(
  der: Uint8Array,
  start: number,
): { readonly bytes: Uint8Array; readonly end: number } | null {
  const [tag, length = 0, first = 0, second = 0] = der.subarray(start);
  const end = start + 2 + length;
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && second < 0x80;
  if (tag !== 0x02 || length === 0 || length > 33 || isNegative || isPadded) return null;
  const bytes = der.subarray(first === 0 ? start + 3 : start + 2, end);
  return bytes.length <= 32 ? { bytes, end } : null;
}
