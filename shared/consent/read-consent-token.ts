import { decodeBase64 } from "../verification/decode-base64.ts";
import { hmacMatches } from "../verification/hmac-matches.ts";
import { refused, type Refusal } from "../verification/verdict.ts";
import { type ConsentPurpose, type ConsentToken, signedPart } from "./consent-token.ts";

const grammar =
  /^(consent|unsubscribe)\.([1-9][0-9]{0,14})\.([A-Za-z0-9_-]{22})\.([1-9][0-9]{9,10})\.([A-Za-z0-9_-]{43})$/;

/**
 * The token that a link holds, if it was signed with one of the keys and hasn't expired. Whether it was used before, the
 * database knows.
 */
export function readConsentToken(
  text: string,
  keys: readonly string[],
  now: Date,
): { readonly ok: true; readonly token: ConsentToken } | Refusal {
  const [, purpose, lead, nonce = "", expiresAt, signature = ""] = grammar.exec(text) ?? [];
  const signed = decodeBase64(`${signature.replaceAll("-", "+").replaceAll("_", "/")}=`);
  if (!isPurpose(purpose) || signed === null) return refused("malformed-credential");
  const token = { purpose, lead: Number(lead), nonce, expiresAt: Number(expiresAt) };
  if (!hmacMatches("sha256", keys, signedPart(token), [signed])) return refused("mismatch");
  if (token.expiresAt * 1000 <= now.getTime()) return refused("expired");
  return { ok: true, token };
}

function isPurpose(text: string | undefined): text is ConsentPurpose {
  return text === "consent" || text === "unsubscribe";
}
