import { decodeBase64 } from "./decode-base64.ts";
import { decodeEcdsaSignature } from "./decode-ecdsa-signature.ts";
import { requireCallable } from "./immediate-scheme.ts";
import { oncePerKeys } from "./once-per-keys.ts";
import { parseUnixTime } from "./parse-unix-time.ts";
import { readHeader } from "./read-header.ts";
import { refuseOutside, timeWindow } from "./time-window.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the senders that sign with an ECDSA key of their own. */
export type EcdsaSignatureOptions = {
  readonly signatureHeader: string;
  readonly timestampHeader: string;
  readonly toleranceSeconds?: number;
};

const p256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/**
 * An ECDSA signature (P-256, SHA-256; DER in base64) over a time and the body, as SendGrid's event webhook sends it.
 *
 * The keys are the sender's public keys, as base64 of their SPKI form. Rejects for a key that isn't one.
 */
export function ecdsaSignature(options: EcdsaSignatureOptions): Scheme {
  const { signatureHeader, timestampHeader, toleranceSeconds = 300 } = options;
  const window = timeWindow(toleranceSeconds);

  return async function verifyEcdsaSignature({ headers, body }, keys, now) {
    requireCallable(keys, now);
    const publicKeys = await importPublicKeys(keys);
    const value = readHeader(headers, signatureHeader);
    if (typeof value !== "string") return value;
    const timestamp = readHeader(headers, timestampHeader);
    if (typeof timestamp !== "string") return timestamp;

    const der = decodeBase64(value);
    const signature = der && decodeEcdsaSignature(der);
    const seconds = parseUnixTime(timestamp);
    if (signature === null || seconds === null) return refused("malformed-credential");
    const outside = refuseOutside(window, seconds, now);
    if (outside) return outside;

    const message = new Uint8Array(timestamp.length + body.length);
    message.set(new TextEncoder().encode(timestamp));
    message.set(body, timestamp.length);
    for (const publicKey of publicKeys) {
      if (await crypto.subtle.verify(p256, publicKey, signature, message)) return accepted;
    }
    return refused("mismatch");
  };
}

const importPublicKeys = oncePerKeys((keys: readonly string[]) => Promise.all(keys.map(importPublicKey)));

async function importPublicKey(key: string) {
  const spki = decodeBase64(key.trim());
  if (spki === null) throw new TypeError("A public key is not base64.");
  return crypto.subtle.importKey("spki", spki, p256, false, ["verify"]);
}
