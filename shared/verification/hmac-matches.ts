import { createHmac, timingSafeEqual } from "node:crypto";

const macLengths = { sha1: 20, sha256: 32, sha512: 64 } as const;

/** The hash functions that senders build their HMAC on. */
export type HmacHash = keyof typeof macLengths;

/**
 * Whether one of the candidates is the HMAC (RFC 2104) of the message under one of the keys, compared in constant time.
 *
 * The message is the concatenation of its parts. It is hashed once for each key, however many candidates were sent.
 */
export function hmacMatches(
  hash: HmacHash,
  keys: readonly (string | Uint8Array)[],
  message: readonly (string | Uint8Array)[],
  candidates: readonly Uint8Array[],
): boolean {
  const comparable = candidates.filter(({ length }) => length === macLengths[hash]);
  if (comparable.length === 0) return false;
  return keys.some((key) => {
    // WebCrypto hands each HMAC to a thread: twice the work of this for the few kilobytes of a webhook on Deno 2.1.4.
    const hmac = createHmac(hash, key);
    for (const part of message) hmac.update(part);
    const expected = hmac.digest();
    return comparable.some((candidate) => timingSafeEqual(candidate, expected));
  });
}
