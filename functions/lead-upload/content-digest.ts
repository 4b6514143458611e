import { createHash, timingSafeEqual } from "node:crypto";
import { decodeBase64 } from "../../shared/verification/decode-base64.ts";

/** What the header says of the body. */
export type DigestVerdict = "match" | "content-digest-missing" | "content-digest-mismatch";

const algorithms: ReadonlyMap<string, "sha256" | "sha512"> = new Map([
  ["sha-256", "sha256"],
  ["sha-512", "sha512"],
]);
const longest = 4096;
const member = /^[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):[ \t]*$/;

/** A body's SHA-256. */
export function sha256(body: Uint8Array): Uint8Array {
  return digest("sha256", body);
}

/**
 * Whether `Content-Digest` (RFC 9530) is the body's. Every algorithm that we know must agree, and there must be one; others are passed
 * over, as the standard wants.
 */
export function verifyContentDigest(
  header: string | null,
  body: Uint8Array,
  known: { readonly sha256: Uint8Array },
): DigestVerdict {
  if (header === null || header.length > longest) return "content-digest-missing";
  let compared = 0;
  for (const text of header.split(",")) {
    const [, name = "", value = ""] = member.exec(text) ?? [];
    const algorithm = algorithms.get(name);
    if (algorithm === undefined) continue;
    const stated = decodeBase64(value);
    const actual = algorithm === "sha256" ? known.sha256 : digest(algorithm, body);
    if (stated?.length !== actual.length || !timingSafeEqual(stated, actual))
      return "content-digest-mismatch";
    compared += 1;
  }
  return compared > 0 ? "match" : "content-digest-missing";
}

// WebCrypto would be quicker by a third for megabytes, and holds them twice.
function digest(algorithm: "sha256" | "sha512", body: Uint8Array): Uint8Array {
  // Deno's own compiler doesn't take a Buffer for the bytes that it is.
  const bytes: unknown = createHash(algorithm).update(body).digest();
  if (!(bytes instanceof Uint8Array)) throw new TypeError("A digest is bytes.");
  return bytes;
}
