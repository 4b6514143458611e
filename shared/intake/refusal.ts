import type { ProblemCode } from "../http/problem.ts";
import type { Reason } from "../verification/types.ts";

/** Why a delivery is turned away. For our log only. */
export type RefusalReason =
  | Reason
  | "unknown-endpoint"
  | "unknown-path"
  | "wrong-method"
  | "body-too-large"
  | "body-incomplete"
  | "not-utf-8"
  | "not-json"
  | "too-deep"
  | "not-an-object"
  | "no-identity"
  | "invalid-identity"
  | "too-many-events"
  | "rate-limited"
  | "address-limited"
  | "replayed";

/** What the sender is told where a scheme has not verified what was sent, whatever the reason. */
export const problemOfReason = {
  "missing-credential": "unverified",
  "malformed-credential": "unverified",
  "unsupported-algorithm": "unverified",
  expired: "unverified",
  "not-yet-valid": "unverified",
  "untrusted-certificate": "unverified",
  mismatch: "unverified",
} as const satisfies Readonly<Record<Reason, ProblemCode>>;

/**
 * What the sender is told for each reason. Everything that keeps a delivery from being verified is one and the same: the
 * differences would tell an attacker what exists and how far an attempt got.
 */
export const problemOfRefusal = {
  ...problemOfReason,
  "unknown-endpoint": "unverified",
  "unknown-path": "not-found",
  "wrong-method": "method-not-allowed",
  "body-too-large": "body-too-large",
  "body-incomplete": "incomplete-body",
  "not-utf-8": "malformed-body",
  "not-json": "malformed-body",
  "too-deep": "malformed-body",
  "not-an-object": "unidentifiable-event",
  "no-identity": "unidentifiable-event",
  "invalid-identity": "unidentifiable-event",
  "too-many-events": "too-many-events",
  "rate-limited": "too-many-requests",
  "address-limited": "too-many-requests",
  replayed: "unverified",
} as const satisfies Readonly<Record<RefusalReason, ProblemCode>>;

/** The end of a step that turned a delivery away. */
export type Refusal = {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** What the answer carries besides: when to come back. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** Turns a delivery away. */
export function refuse(reason: RefusalReason, headers: Readonly<Record<string, string>> = {}): Refusal {
  return { ok: false, reason, headers };
}
