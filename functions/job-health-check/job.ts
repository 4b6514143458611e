import type { Job } from "../../shared/jobs/job.ts";
import { checkHealth } from "./check-health.ts";

/** Looks whether all is well, raises and resolves alerts, and writes the hour's line. */
export const job = {
  name: "health-check",
  prepare: () => checkHealth,
} satisfies Job;
