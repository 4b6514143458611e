import type { Rpc } from "../../../shared/database/rpc.ts";
import { jobApp } from "../../../shared/jobs/job-app.ts";
import type { JobCounts, JobRun } from "../../../shared/jobs/job.ts";
import type { JobLogEntry } from "../../../shared/jobs/job-log.ts";

/** The token that triggers the job. */
export const token = "MARKED-scheduler-token";

/** The id of every request to it. */
export const requestId = "00000000-0000-4000-8000-000000000001";

/** Doors that hand out run 7 and take its end. */
export const runDoors: Rpc = (door, { error }) => {
  if (door === "claim_job_run") return Promise.resolve({ status: "claimed", run: 7 });
  if (door === "complete_job_run")
    return Promise.resolve({ status: error === null ? "completed" : "failed" });
  return Promise.reject(new Error(`${door} is not in this test`));
};

/** An app of a job named sweep, the calls of its doors, its log, and the clock, on which a pause takes no time but its own. */
export function sweep(
  work: (run: JobRun) => Promise<JobCounts>,
  { tokens = [token], rpc = runDoors }: { readonly tokens?: readonly string[]; readonly rpc?: Rpc } = {},
) {
  const log: JobLogEntry[] = [];
  const calls: { readonly door: string; readonly args: Readonly<Record<string, unknown>> }[] = [];
  const pauses: number[] = [];
  const clock = { time: Date.parse("2027-01-15T08:00:00Z") };
  const app = jobApp("sweep", work, {
    tokens,
    rpc(door, args) {
      calls.push({ door, args });
      return rpc(door, args);
    },
    now: () => new Date(clock.time),
    pause(milliseconds) {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    log: (entry) => log.push(entry),
    newRequestId: () => requestId,
  });
  return { app, log, calls, pauses, clock };
}
