import type { Failure } from "../observability/failure.ts";
import type { Reason } from "../verification/types.ts";
import type { RedeemedLink } from "./consent-door.ts";

/** Why a link is turned away. For our log only. */
export type ConsentRefusal =
  | Reason
  | "unknown-or-used"
  | "unknown-path"
  | "wrong-method"
  | "body-too-large"
  | "body-incomplete"
  | "no-agreement"
  | "address-limited";

/** What the function tells about a request. */
export type ConsentLogEntry = {
  readonly request: string;
  /** From the request's arrival to this line. */
  readonly milliseconds: number;
} & (
  | { readonly event: "shown" | RedeemedLink["status"]; readonly lead: number }
  | { readonly event: "refused"; readonly reason: ConsentRefusal }
  | ({ readonly event: "failed" } & Failure)
);
