import { timingSafeEqual } from "node:crypto";
import { decodeBase64 } from "../../shared/verification/decode-base64.ts";

/** What the header says of the body. */
export type DigestVerdict = "match" | "content-digest-missing" | "content-digest-mismatch";

const algorithms: ReadonlyMap<string, "SHA-256" | "SHA-512"> = new Map([
  ["sha-256", "SHA-256"],
  ["sha-512", "SHA-512"],
]);
const longest = 4096;
const member = /^[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):[ \t]*$/;

/** A body's SHA-256. */
export async function sha256(body: Uint8Array): Promise<Uint8Array> {
  return digest("SHA-256", body);
}

/**
 * Whether `Content-Digest` (RFC 9530) is the body's. Every algorithm that we know must agree, and there must be one; others are passed
 * over, as the standard wants.
 */
export async function verifyContentDigest(
  header: string | null,
  body: Uint8Array,
  known: { readonly sha256: Uint8Array },
): Promise<DigestVerdict> {
  if (header === null || header.length > longest) return "content-digest-missing";
  let compared = 0;
  for (const text of header.split(",")) {
    const [, name = "", value = ""] = member.exec(text) ?? [];
    const algorithm = algorithms.get(name);
    if (algorithm === undefined) continue;
    const stated = decodeBase64(value);
    const actual = algorithm === "SHA-256" ? known.sha256 : await digest(algorithm, body);
    if (stated?.length !== actual.length || !timingSafeEqual(stated, actual))
      return "content-digest-mismatch";
    compared += 1;
  }
  return compared > 0 ? "match" : "content-digest-missing";
}

// WebCrypto, on its own thread, is the faster one for megabytes.
async function digest(algorithm: "SHA-256" | "SHA-512", body: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, body));
}
