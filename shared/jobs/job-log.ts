import type { BodyFault } from "../http/body.ts";
import type { Failure } from "../observability/failure.ts";
import type { Reason } from "../verification/types.ts";
import type { JobCounts } from "./job.ts";

/** What a job function tells about a request. */
export type JobLogEntry = {
  readonly request: string;
  /** From the request's arrival to this line. */
  readonly milliseconds: number;
} & (
  | { readonly event: "completed"; readonly counts: JobCounts }
  /** Somebody else has the run, or has done it. */
  | { readonly event: "superseded" }
  | {
      readonly event: "refused";
      readonly reason: Reason | BodyFault | "malformed-body" | "wrong-method" | "unknown-path";
    }
  /** `step` is a part that the run survives, which may be that of a `subject`, or the run as a whole. */
  | ({ readonly event: "failed"; readonly step: "part" | "run"; readonly subject?: string } & Failure)
);
