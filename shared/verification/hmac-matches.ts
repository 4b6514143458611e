import { timingSafeEqual } from "node:crypto";
import { hmac, type HmacHash } from "./hmac.ts";
import { oncePerKeys } from "./once-per-keys.ts";

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
  return hmacsUnder[hash](keys).some((hmacOf) => {
    const expected = hmacOf(message);
    return candidates.some(
      (candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected),
    );
  });
}

const hmacsUnder = { sha1: under("sha1"), sha256: under("sha256"), sha512: under("sha512") } as const;

function under(hash: HmacHash) {
  return oncePerKeys((keys: readonly (string | Uint8Array)[]) => keys.map((key) => hmac(hash, key)));
}
