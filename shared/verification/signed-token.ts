import { z } from "zod/v3";
import { decodeHex } from "./decode-hex.ts";
import { hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { parseJson } from "./parse-json.ts";
import { parseUnixTime } from "./parse-unix-time.ts";
import { readForm } from "./read-form.ts";
import { refuseOutside, timeWindow } from "./time-window.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** How old a signed token may be: longer than its sender retries, for a retry carries the first time. */
export type SignedTokenOptions = { readonly toleranceSeconds: number };

const clockSkewSeconds = 300;
const envelope = z.object({ signature: z.unknown() });
const credential = z.object({
  timestamp: z.string(),
  token: z.string().regex(/^[A-Za-z0-9]{1,100}$/),
  signature: z.string(),
  // Of a subaccount's event: the same text, signed with the key of the account above it.
  "parent-signature": z.string().nullish(),
});

/**
 * Mailgun's signature: an HMAC-SHA256 in hex over a time and a one-time token, all three in the body: a JSON object's
 * `signature`, or fields of a form. There are two of it for the event of a subaccount, by its own key and by its parent's.
 *
 * The event isn't signed. Whoever sees one delivery can make up others, so a token may be taken only once, and what the
 * event says stays unproven.
 */
export function signedToken({ toleranceSeconds }: SignedTokenOptions): Scheme {
  const window = timeWindow(toleranceSeconds, clockSkewSeconds);

  return immediateScheme(function verifySignedToken({ headers, body }, keys, now) {
    const form = readForm(headers, body);
    const sent = form ? Object.fromEntries(form) : envelope.safeParse(parseJson(body)).data?.signature;
    if (sent === undefined) return refused("missing-credential");
    const { data } = credential.safeParse(sent);
    const seconds = parseUnixTime(data?.timestamp ?? "");
    if (!data || seconds === null) return refused("malformed-credential");
    const { timestamp, token, signature } = data;
    const own = decodeHex(signature);
    const parent = decodeHex(data["parent-signature"] ?? signature);
    if (own === null || parent === null) return refused("malformed-credential");
    const outside = refuseOutside(window, seconds, now);
    if (outside) return outside;
    return hmacMatches("sha256", keys, [timestamp, token], [own, parent]) ? accepted : refused("mismatch");
  });
}
