import { decodeBase64 } from "./decode-base64.ts";
import { decodeHex } from "./decode-hex.ts";
import { type HmacHash, hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { readHeader } from "./read-header.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the senders that sign the body alone. */
export type BodyHmacOptions = {
  readonly header: string;
  /** What stands before the signature in the header, as `sha256=`. */
  readonly prefix?: string;
  readonly encoding: "hex" | "base64";
  /** SHA-256 when left out. */
  readonly hash?: HmacHash;
};

/**
 * An HMAC over the body in a header of its own, as `X-Hub-Signature-256: sha256=757107ea…`.
 *
 * No time is signed, so an old delivery verifies for ever: only its event id tells a replay.
 */
export function bodyHmac(options: BodyHmacOptions): Scheme {
  const { header, prefix = "", encoding, hash = "sha256" } = options;
  const decode = encoding === "hex" ? decodeHex : decodeBase64;

  return immediateScheme(function verifyBodyHmac({ headers, body }, keys) {
    const value = readHeader(headers, header);
    if (typeof value !== "string") return value;
    const signature = value.startsWith(prefix) ? decode(value.slice(prefix.length)) : null;
    if (signature === null) return refused("malformed-credential");
    return hmacMatches(hash, keys, [body], [signature]) ? accepted : refused("mismatch");
  });
}
