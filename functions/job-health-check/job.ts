import type { Job } from "../../shared/jobs/job.ts";
import { alertWebhook } from "./alert-webhook.ts";
import { checkHealth } from "./check-health.ts";
import { heartbeat } from "./heartbeat.ts";

/** Looks whether all is well, raises and resolves alerts, tells of them, and writes the hour's line. */
export const job = {
  name: "health-check",
  prepare(environment) {
    const tell = alertWebhook(environment, fetch, () => new Date());
    const beat = heartbeat(environment, fetch);
    return (run) => checkHealth(run, tell, beat);
  },
} satisfies Job;
