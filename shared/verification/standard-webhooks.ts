import { decodeBase64 } from "./decode-base64.ts";
import { hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { oncePerKeys } from "./once-per-keys.ts";
import { parseUnixTime } from "./parse-unix-time.ts";
import { readHeader } from "./read-header.ts";
import { decodeKeys, type SecretEncoding } from "./secret-encoding.ts";
import { refuseOutside, timeWindow } from "./time-window.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the senders that follow Standard Webhooks. */
export type StandardWebhooksOptions = {
  readonly toleranceSeconds?: number;
  /** How the secret is written: base64 after an optional `whsec_`, as the standard has it, or its text as it stands. */
  readonly secretEncoding?: SecretEncoding;
};

// The standard forbids a full stop where others can choose the id: it would let them move the bounds of what is signed.
const idGrammar = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;

/**
 * Standard Webhooks 1.0.0, symmetric (`v1`): HMAC-SHA256 in base64 over `id.timestamp.body`.
 *
 * The headers are `webhook-*`, or Svix's `svix-*` where none of those was sent; a delivery is never judged by both.
 * Signatures of other versions (`v1a`) are ignored. They stand apart by a space, or by `, ` as Supabase Auth writes them.
 * Throws for a key that isn't base64.
 */
export function standardWebhooks(options: StandardWebhooksOptions = {}): Scheme {
  const { toleranceSeconds = 300, secretEncoding = "base64" } = options;
  const window = timeWindow(toleranceSeconds);
  const secretsOf = oncePerKeys((keys: readonly string[]) =>
    decodeKeys(secretEncoding === "base64" ? keys.map(withoutPrefix) : keys, secretEncoding),
  );

  return immediateScheme(function verifyStandardWebhook({ headers, body }, keys, now) {
    const secrets = secretsOf(keys);
    const family = headerNames.some((name) => headers.has(`webhook-${name}`)) ? "webhook" : "svix";
    const id = readHeader(headers, `${family}-id`);
    if (typeof id !== "string") return id;
    const timestamp = readHeader(headers, `${family}-timestamp`);
    if (typeof timestamp !== "string") return timestamp;
    const signature = readHeader(headers, `${family}-signature`);
    if (typeof signature !== "string") return signature;

    const seconds = parseUnixTime(timestamp);
    const candidates = parseSignatures(signature);
    if (!idGrammar.test(id) || seconds === null || candidates === null) {
      return refused("malformed-credential");
    }
    const outside = refuseOutside(window, seconds, now);
    if (outside) return outside;
    const message = [`${id}.${timestamp}.`, body];
    return hmacMatches("sha256", secrets, message, candidates) ? accepted : refused("mismatch");
  });
}

const headerNames = ["id", "timestamp", "signature"] as const;

/** The signatures of version 1; null when one isn't `version,value`, or none is of version 1 and base64. */
function parseSignatures(header: string): readonly Uint8Array[] | null {
  const candidates: Uint8Array[] = [];
  for (const item of header.split(/, | /)) {
    const [, version, value] = /^(v[0-9a-z]+),([^\s,]+)$/.exec(item) ?? [];
    if (version === undefined || value === undefined) return null;
    const candidate = version === "v1" ? decodeBase64(value) : null;
    if (candidate) candidates.push(candidate);
  }
  return candidates.length > 0 ? candidates : null;
}

/** A key without what is written before it; Supabase Auth shows its own as `v1,whsec_…`. */
function withoutPrefix(key: string): string {
  return key.trim().replace(/^(?:v1,)?whsec_/, "");
}
