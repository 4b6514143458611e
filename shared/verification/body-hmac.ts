import { requestHmac, type RequestHmacOptions } from "./request-hmac.ts";
import type { Scheme } from "./types.ts";

/** What differs between the senders that sign the body alone. */
export type BodyHmacOptions = Pick<
  RequestHmacOptions,
  "header" | "prefix" | "prefixIsOptional" | "encoding" | "hash"
>;

/**
 * An HMAC over the body alone in a header of its own, as `X-Hub-Signature-256: sha256=757107ea…`.
 *
 * No time is signed, so an old delivery verifies for ever: only its event id tells a replay.
 */
export function bodyHmac(options: BodyHmacOptions): Scheme {
  return requestHmac({ ...options, content: "{body}" });
}
