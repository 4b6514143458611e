import type { Failure } from "../../shared/observability/failure.ts";
import type { UploadRefusalReason } from "./refusal.ts";
import type { UploadCounts } from "./uploads.ts";

/** What lead-upload tells about a request. */
export type UploadLogEntry = {
  readonly request: string;
  /** From the request's arrival to this line. */
  readonly milliseconds: number;
} & (
  | {
      readonly event: "received";
      readonly broker: string;
      readonly upload: string;
      readonly status: "staged" | "promoted";
      readonly counts: UploadCounts;
    }
  | { readonly event: "asked"; readonly broker: string; readonly upload: string }
  | { readonly event: "refused"; readonly reason: UploadRefusalReason }
  | ({ readonly event: "failed"; readonly step: UploadStep } & Failure)
);

/** Where something failed: the upload as a whole, a part that it survives, or an answer that had begun. */
export type UploadStep = "request" | "abandon" | "promote" | "problems";
