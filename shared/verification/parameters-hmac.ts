import { decodeHex } from "./decode-hex.ts";
import { hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { readHeader } from "./read-header.ts";
import { signedParameters } from "./signed-parameters.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the senders that sign the query's parameters with the body. */
export type ParametersHmacOptions = { readonly header: string };

/**
 * An HMAC-SHA256 in hex over the sorted parameters of query and form, and over a body that is no form, as Zoho Billing and
 * Books sign.
 */
export function parametersHmac({ header }: ParametersHmacOptions): Scheme {
  return immediateScheme(function verifyParametersHmac(delivery, keys) {
    const value = readHeader(delivery.headers, header);
    if (typeof value !== "string") return value;
    // Zoho Payments puts a signature of another form into a header of the same name, and none of this one.
    if (/^[a-z]=/.test(value)) return refused("missing-credential");
    const signature = decodeHex(value);
    if (signature === null) return refused("malformed-credential");
    return hmacMatches("sha256", keys, signedParameters(delivery), [signature])
      ? accepted
      : refused("mismatch");
  });
}
