import type { Failure } from "../../shared/observability/failure.ts";
import type { Promotion } from "../../shared/leads/promote-upload.ts";
import type { UploadRefusalReason } from "./refusal.ts";

/** What lead-upload tells about a request. */
export type UploadLogEntry = {
  readonly request: string;
  /** From the request's arrival to this line. */
  readonly milliseconds: number;
} & (
  | (Promotion & { readonly event: "received"; readonly broker: string; readonly upload: string })
  | { readonly event: "asked"; readonly broker: string; readonly upload: string }
  | { readonly event: "refused"; readonly reason: UploadRefusalReason }
  | ({ readonly event: "failed"; readonly step: UploadStep } & Failure)
);

/** Where something failed: the upload as a whole, a part that it survives, or an answer that had begun. */
export type UploadStep = "request" | "abandon" | "promote" | "problems";
