import type { ProblemCode, ProblemMembers } from "../../shared/http/problem.ts";
import { problemOfReason } from "../../shared/intake/refusal.ts";
import type { Reason } from "../../shared/verification/types.ts";
import type { DigestVerdict } from "./content-digest.ts";
import type { FileFault } from "./lead-file.ts";

/** Why a request is turned away. For our log only. */
export type UploadRefusalReason =
  | Reason
  | FileFault
  | Exclude<DigestVerdict, "match">
  | "unknown-endpoint"
  | "unknown-broker"
  | "unknown-upload"
  | "unknown-path"
  | "wrong-method"
  | "body-too-large"
  | "body-incomplete"
  | "rate-limited"
  | "address-limited"
  | "already-received"
  | "still-receiving"
  | "too-many-rows";

/** What the sender is told for each reason; everything that keeps a request from being verified is one and the same. */
export const problemOfUploadRefusal = {
  ...problemOfReason,
  "unknown-endpoint": "unverified",
  "unknown-broker": "unverified",
  "unknown-upload": "not-found",
  "unknown-path": "not-found",
  "wrong-method": "method-not-allowed",
  "body-too-large": "body-too-large",
  "body-incomplete": "incomplete-body",
  "content-digest-missing": "content-digest-missing",
  "content-digest-mismatch": "content-digest-mismatch",
  "rate-limited": "too-many-requests",
  "address-limited": "too-many-requests",
  "already-received": "already-received",
  // Not a conflict yet: if whoever received it dies, the retry is what brings the rows in.
  "still-receiving": "unavailable",
  "unreadable-file": "unreadable-file",
  "no-key-column": "no-key-column",
  "too-many-columns": "too-many-columns",
  "no-rows": "no-rows",
  "too-many-rows": "too-many-rows",
} as const satisfies Readonly<Record<UploadRefusalReason, ProblemCode>>;

/** The end of a step that turned a request away. */
export type UploadRefusal = {
  readonly ok: false;
  readonly reason: UploadRefusalReason;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: ProblemMembers;
};

/** Turns a request away. */
export function refuseUpload(
  reason: UploadRefusalReason,
  headers: Readonly<Record<string, string>> = {},
  members: ProblemMembers = {},
): UploadRefusal {
  return { ok: false, reason, headers, members };
}
