import type { Failure } from "../observability/failure.ts";
import type { RefusalReason } from "./refusal.ts";
import type { Outcome } from "./store.ts";

/** What a webhook function tells about a delivery. */
export type WebhookLogEntry = {
  readonly request: string;
  /** From the request's arrival to this line. */
  readonly milliseconds: number;
  /** How much of it the delivery waited for the limit of its source; left out when it didn't get that far. */
  readonly limiterMilliseconds?: number | undefined;
} & (
  | {
      readonly event: "processed";
      readonly endpoint: string;
      readonly status: Outcome["status"];
      readonly events: number;
      /** The receipts of the first events, to look them up by. */
      readonly receipts: readonly number[];
    }
  | { readonly event: "handshake" }
  | { readonly event: "refused"; readonly reason: RefusalReason }
  | ({ readonly event: "failed"; readonly step: FailedStep } & Failure)
);

/** Where something failed: in a step that the delivery survives, or in the delivery as a whole. */
export type FailedStep = "normalise" | "confirm" | "delivery";

/** Tells of a failure that the delivery survives. */
export type ReportFailure = (step: FailedStep, thrown: unknown) => void;
