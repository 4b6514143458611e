import { createHash, timingSafeEqual } from "node:crypto";
import { decodeHex } from "./decode-hex.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { readHeader } from "./read-header.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the two old signatures of HubSpot. */
export type PrefixedHashOptions = {
  readonly header: string;
  /** The header that says how the signature was made, and what it has to say. */
  readonly version: { readonly header: string; readonly value: string };
  /** Whether method and URL are hashed between the secret and the body. */
  readonly coversRequest: boolean;
};

/**
 * SHA-256 in hex over the secret, the request and the body, as HubSpot signed before its version 3.
 *
 * Weak: no time is signed, and a hash over secret and text, unlike an HMAC, lets others lengthen the text. For senders that
 * can do no better, where somebody decided so.
 */
export function prefixedHash({ header, version, coversRequest }: PrefixedHashOptions): Scheme {
  return immediateScheme(function verifyPrefixedHash({ method, url, headers, body }, keys) {
    const value = readHeader(headers, header);
    if (typeof value !== "string") return value;
    const sentVersion = readHeader(headers, version.header);
    if (typeof sentVersion !== "string") return sentVersion;
    // Another version's signature is in the same header, and none of this one.
    if (sentVersion !== version.value) return refused("missing-credential");
    const signature = decodeHex(value);
    if (signature?.length !== 32) return refused("malformed-credential");
    const request = coversRequest ? method + url : "";
    const matches = keys.some((key) =>
      timingSafeEqual(createHash("sha256").update(key).update(request).update(body).digest(), signature),
    );
    return matches ? accepted : refused("mismatch");
  });
}
