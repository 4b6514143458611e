import type { Job } from "../../shared/jobs/job.ts";
import { alertWebhook } from "./alert-webhook.ts";
import { checkHealth } from "./check-health.ts";

/** Looks whether all is well, raises and resolves alerts, tells of them, and writes the hour's line. */
export const job = {
  name: "health-check",
  prepare(environment) {
    const tell = alertWebhook(environment, fetch, () => new Date());
    return (run) => checkHealth(run, tell);
  },
} satisfies Job;
