import { decodeBase64 } from "./decode-base64.ts";
import { decodeHex } from "./decode-hex.ts";
import type { HmacHash } from "./hmac.ts";
import { hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { oncePerKeys } from "./once-per-keys.ts";
import { parseUnixTime, type TimeUnit } from "./parse-unix-time.ts";
import { readHeader } from "./read-header.ts";
import { decodeKeys, type SecretEncoding } from "./secret-encoding.ts";
import { refuseOutside, timeWindow } from "./time-window.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the senders that put an HMAC over parts of the request into a header of its own. */
export type RequestHmacOptions = {
  readonly header: string;
  /** What stands before the signature in the header, as `sha256=`. */
  readonly prefix?: string;
  /** Whether the sender may leave the prefix out. */
  readonly prefixIsOptional?: boolean;
  readonly encoding: "hex" | "base64";
  /** SHA-256 when left out. */
  readonly hash?: HmacHash;
  /** What is signed, as `v0:{timestamp}:{body}`; `{method}` and `{url}` stand for the request's. */
  readonly content: string;
  /** Where the signed time is sent: needed for a content with `{timestamp}`, and for no other. */
  readonly timestamp?: {
    readonly header: string;
    readonly unit?: TimeUnit;
    readonly toleranceSeconds?: number;
  };
  /** Whether the sender may sign the URL with the delimiters that are escaped in it written out, as HubSpot does. */
  readonly decodesUrl?: boolean;
  /** The text of the secret is the key when left out. */
  readonly secretEncoding?: SecretEncoding;
};

/**
 * An HMAC over parts of the request in a header of its own, as `X-Slack-Signature: v0=a2114d57…`.
 *
 * Where no time is signed an old delivery verifies for ever: only its event id tells a replay.
 */
export function requestHmac(options: RequestHmacOptions): Scheme {
  const { header, prefix = "", prefixIsOptional = false, encoding, hash = "sha256" } = options;
  const { content, timestamp, decodesUrl = false, secretEncoding = "utf8" } = options;
  const parts = parseContent(content);
  if (parts.includes("{timestamp}") !== (timestamp !== undefined)) {
    throw new TypeError("A time is checked if, and only if, it is signed.");
  }
  const window = timeWindow(timestamp?.toleranceSeconds ?? 300);
  const decode = encoding === "hex" ? decodeHex : decodeBase64;
  const secretsOf = oncePerKeys((keys: readonly string[]) => decodeKeys(keys, secretEncoding));

  return immediateScheme(function verifyRequestHmac({ method, url, headers, body }, keys, now) {
    const value = readHeader(headers, header);
    if (typeof value !== "string") return value;
    const time = timestamp === undefined ? "" : readHeader(headers, timestamp.header);
    if (typeof time !== "string") return time;

    const isPrefixed = value.startsWith(prefix);
    const signature =
      isPrefixed || prefixIsOptional ? decode(value.slice(isPrefixed ? prefix.length : 0)) : null;
    if (signature === null) return refused("malformed-credential");
    if (timestamp !== undefined) {
      const seconds = parseUnixTime(time, timestamp.unit);
      if (seconds === null) return refused("malformed-credential");
      const outside = refuseOutside(window, seconds, now);
      if (outside) return outside;
    }
    const secrets = secretsOf(keys);
    const signs = (signedUrl: string) => {
      const values = { "{method}": method, "{url}": signedUrl, "{timestamp}": time, "{body}": body };
      return hmacMatches(hash, secrets, compose(parts, values), [signature]);
    };
    if (signs(url)) return accepted;
    const decodedUrl = decodesUrl ? withDelimiters(url) : url;
    return decodedUrl !== url && signs(decodedUrl) ? accepted : refused("mismatch");
  });
}

const placeholders = ["{method}", "{url}", "{timestamp}", "{body}"] as const;
type Placeholder = (typeof placeholders)[number];

function isPlaceholder(part: string): part is Placeholder {
  return placeholders.some((placeholder) => placeholder === part);
}

/** What is hashed; texts that stand side by side are one, for each part costs a call. */
function compose(
  parts: readonly string[],
  values: Readonly<Record<Placeholder, string | Uint8Array>>,
): readonly (string | Uint8Array)[] {
  const message: (string | Uint8Array)[] = [];
  let text = "";
  for (const part of parts) {
    const value = isPlaceholder(part) ? values[part] : part;
    if (typeof value === "string") {
      text += value;
      continue;
    }
    message.push(text, value);
    text = "";
  }
  return text === "" ? message : [...message, text];
}

function parseContent(content: string): readonly string[] {
  const parts = content.split(/(\{[^}]*\})/).filter((part) => part !== "");
  if (!parts.includes("{body}"))
    throw new TypeError("A signature that doesn't cover the body proves nothing.");
  const unknown = parts.find((part) => part.startsWith("{") && !isPlaceholder(part));
  if (unknown !== undefined) throw new TypeError(`${unknown} stands for nothing.`);
  return parts;
}

// https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests lists these.
const delimiters = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function withDelimiters(url: string): string {
  return url.replace(delimiters, decodeURIComponent);
}
