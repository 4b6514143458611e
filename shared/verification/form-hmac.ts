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
    const tried = new Set<string>();
    for (const url of spellings(delivery.url)) {
      if (tried.has(url)) continue;
      tried.add(url);
      if (hmacMatches("sha1", keys, [url + fields], [signature])) return accepted;
    }
    return refused("mismatch");
  });
}

/** What is signed after the URL; a refusal when the signature can't cover the body. */
function signedFields({ url, headers, body }: Delivery): string | Refusal {
  const digest = url.includes("bodySHA256") ? new URL(url).searchParams.get("bodySHA256") : null;
  if (digest !== null) {
    return createHash("sha256").update(body).digest("hex") === digest ? "" : refused("mismatch");
  }
  const form = readForm(headers, body);
  if (form === null && body.length > 0) return refused("malformed-credential");
  return form === null ? "" : concatenatePairs(form);
}

/** The ways in which the signer may have written the address, the likeliest first: most deliveries need no other. */
function* spellings(url: string): Generator<string> {
  yield withoutPort(url);
  yield withPort(url);
  const { href, searchParams } = new URL(url);
  yield withoutPort(href);
  yield withPort(href);
  const query = [...searchParams].map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  if (query === "") return;
  const [path = ""] = href.split("?");
  yield withoutPort(`${path}?${query}`);
  yield withPort(`${path}?${query}`);
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
