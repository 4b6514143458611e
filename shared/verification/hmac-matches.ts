import { createHmac, timingSafeEqual } from "node:crypto";

/** The hash functions that senders build their HMAC on. */
export type HmacHash = "sha1" | "sha256" | "sha512";

/**
 * Whether one of the candidates is the HMAC (RFC 2104) of the message under one of the keys, compared in constant time.
 *
 * The message is the concatenation of its parts. It is hashed once per key, however many candidates were sent.
 */
export function hmacMatches(
  hash: HmacHash,
  keys: readonly (string | Uint8Array)[],
  message: readonly (string | Uint8Array)[],
  candidates: readonly Uint8Array[],
): boolean {
  return keys.some((key) => {
    const hmac = createHmac(hash, key);
    for (const part of message) hmac.update(part);
    const expected = hmac.digest();
    return candidates.some(
      (candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected),
    );
  });
}
