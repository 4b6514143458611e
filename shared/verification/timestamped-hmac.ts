import { decodeHex } from "./decode-hex.ts";
import { hmacMatches } from "./hmac-matches.ts";
import { immediateScheme } from "./immediate-scheme.ts";
import { parseUnixTime, type TimeUnit } from "./parse-unix-time.ts";
import { readHeader } from "./read-header.ts";
import { refuseOutside, timeWindow } from "./time-window.ts";
import type { Scheme } from "./types.ts";
import { accepted, refused } from "./verdict.ts";

/** What differs between the senders that put a time and an HMAC of time and body into one header. */
export type TimestampedHmacOptions = {
  readonly header: string;
  /** The names of the two fields, `t` and `v1` when left out; or the time is first and the signature second. */
  readonly fields?: { readonly timestamp: string; readonly signature: string } | "by-position";
  /** What stands between the header's fields. */
  readonly separator?: "," | ";";
  /** What stands between the time and the body in the signed text. */
  readonly joint?: "." | ":" | "";
  readonly unit?: TimeUnit;
  readonly toleranceSeconds?: number;
};

type Field = { readonly name: string; readonly value: string };

/**
 * An HMAC-SHA256 in hex over a time and the body, sent with the time in one header, as `t=1800000000,v1=5257a8…`.
 *
 * Stripe's form, of which others are variations. Several signatures may be sent (a sender rotates its secret); fields of
 * other names are ignored (Stripe's test mode sends a fake `v0`). The time counts on both sides of now.
 */
export function timestampedHmac(options: TimestampedHmacOptions): Scheme {
  const {
    header,
    fields = { timestamp: "t", signature: "v1" },
    separator = ",",
    joint = ".",
    unit = "seconds",
    toleranceSeconds = 300,
  } = options;
  const window = timeWindow(toleranceSeconds);

  return immediateScheme(function verifyTimestampedHmac(delivery, keys, now) {
    const value = readHeader(delivery.headers, header);
    if (typeof value !== "string") return value;

    const sent = parseFields(value, separator);
    if (sent === null) return refused("malformed-credential");
    const [timestamps, signatures] =
      fields === "by-position"
        ? [sent.slice(0, 1), sent.slice(1, 2)]
        : [named(sent, fields.timestamp), named(sent, fields.signature)];
    const [timestamp, secondTimestamp] = timestamps;
    // Two times would leave open which one was signed and which one was checked.
    if (timestamp === undefined || secondTimestamp !== undefined) {
      return refused("malformed-credential");
    }
    const seconds = parseUnixTime(timestamp.value, unit);
    const candidates = signatures.flatMap(({ value }) => decodeHex(value) ?? []);
    if (seconds === null || candidates.length === 0) return refused("malformed-credential");

    const outside = refuseOutside(window, seconds, now);
    if (outside) return outside;
    const message = [timestamp.value + joint, delivery.body];
    return hmacMatches("sha256", keys, message, candidates) ? accepted : refused("mismatch");
  });
}

function parseFields(header: string, separator: string): readonly Field[] | null {
  const fields: Field[] = [];
  for (const item of header.split(separator)) {
    const [, name, value] = /^([A-Za-z0-9_-]+)=([^\s=,;]+)$/.exec(item) ?? [];
    if (name === undefined || value === undefined) return null;
    fields.push({ name, value });
  }
  return fields;
}

function named(fields: readonly Field[], name: string): readonly Field[] {
  return fields.filter((field) => field.name === name);
}
