/** One HTTP request as a sender made it: everything a signature can cover, and nothing else. */
export type Delivery = {
  readonly method: string;
  /** The public address the sender called, query included; from configuration, never from `Request.url`. */
  readonly url: string;
  readonly headers: Headers;
  /** The bytes as received. Signatures cover bytes: text that was decoded and encoded again is another body. */
  readonly body: Uint8Array;
};

/** Why a delivery was refused. For our log only: a sender is never told which check failed. */
export type Reason =
  | "missing-credential"
  | "malformed-credential"
  | "unsupported-algorithm"
  | "expired"
  | "not-yet-valid"
  | "untrusted-certificate"
  | "mismatch";

/** What a scheme decides about one delivery. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: Reason };

/**
 * How a sender proves a delivery's origin.
 *
 * Pure: the keys (several while one is being rotated, never empty, no member empty) and the clock are arguments. A list of
 * keys is never changed: what is made of it is made once. Never throws for anything a sender can send; throws only if it is
 * called wrongly, as with no keys. A scheme that has to fetch something throws `VerificationUnavailable` when it can't be
 * had: not a verdict, the sender should send again.
 */
export type Scheme = (delivery: Delivery, keys: readonly string[], now: Date) => Promise<Verdict>;
