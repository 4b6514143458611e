import { createHash } from "node:crypto";
import { concatenatePairs } from "./concatenate-pairs.ts";
import { decodeBase64 } from "./decode-base64.ts";
import { hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { readForm } from "./read-form.ts";
import { readHeader } from "./read-header.ts";
import type { Delivery, Scheme } from "./types.ts";
import { accepted, type Refusal, refused } from "./verdict.ts";

/** What differs between the senders that sign a URL and a form. */
export type FormHmacOptions = { readonly header: string };

/**
 * Twilio's signature: HMAC-SHA1 in base64 over the URL and the form's sorted fields. A body that isn't a form is covered by
 * its SHA-256 in the URL's `bodySHA256`.
 *
 * The URL is tried with and without its port, and as other software escapes its query, because Twilio's own library does.
 */
export function formHmac({ header }: FormHmacOptions): Scheme {
  return immediateScheme(function verifyFormHmac(delivery, keys) {
    const value = readHeader(delivery.headers, header);
    if (typeof value !== "string") return value;
    const signature = decodeBase64(value);
    if (signature === null) return refused("malformed-credential");
    const fields = signedFields(delivery);
    if (typeof fields !== "string") return fields;
    const matches = spellings(delivery.url).some((url) =>
      hmacMatches("sha1", keys, [url, fields], [signature]),
    );
    return matches ? accepted : refused("mismatch");
  });
}

/** What is signed after the URL; a refusal when the signature can't cover the body. */
function signedFields({ url, headers, body }: Delivery): string | Refusal {
  const digest = new URL(url).searchParams.get("bodySHA256");
  if (digest !== null) {
    return createHash("sha256").update(body).digest("hex") === digest ? "" : refused("mismatch");
  }
  const form = readForm(headers, body);
  if (form === null && body.length > 0) return refused("malformed-credential");
  return form === null ? "" : concatenatePairs(form);
}

function spellings(url: string): readonly string[] {
  const parsed = new URL(url);
  const query = [...parsed.searchParams].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  const [path = ""] = parsed.href.split("?");
  const escaped = query === "" ? [] : [`${path}?${query}`];
  return [
    ...new Set(
      [url, parsed.href, ...escaped].flatMap((spelling) => [withoutPort(spelling), withPort(spelling)]),
    ),
  ];
}

const authority = /^(https?:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#:]*))(:[0-9]*)?/i;

function withoutPort(url: string): string {
  return url.replace(authority, "$1");
}

function withPort(url: string): string {
  return url.replace(
    authority,
    (_, host: string, port: string | undefined) => host + (port ?? (/^https:/i.test(host) ? ":443" : ":80")),
  );
}
