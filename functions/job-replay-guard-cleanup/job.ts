import type { Job } from "../../shared/jobs/job.ts";
import { cleanUp } from "./clean-up.ts";

/** Deletes what is not kept any more, every night. */
export const job = {
  name: "replay-guard-cleanup",
  prepare: () => cleanUp,
} satisfies Job;
