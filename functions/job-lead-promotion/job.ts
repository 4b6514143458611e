import type { Job } from "../../shared/jobs/job.ts";
import { promoteUnfinished } from "./promote-unfinished.ts";

/** Goes on with uploads whose promotion nobody is at. */
export const job = {
  name: "lead-promotion",
  prepare: () => promoteUnfinished,
} satisfies Job;
