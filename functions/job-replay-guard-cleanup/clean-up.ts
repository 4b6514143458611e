import { z } from "zod/v3";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import type { JobCounts, JobRun } from "../../shared/jobs/job.ts";

// A call has ten seconds, and holds its rows for as long as it takes.
const batch = 2000;

// By what they are counted as. Receipts last: of them there may be so many that there is no time left for the others.
const doors = {
  replay_guards: "cleanup_old_replay_guards",
  row_problems: "cleanup_old_row_problems",
  consent_tokens: "cleanup_old_consent_tokens",
  nonces: "cleanup_old_nonces",
  refusals: "cleanup_old_refusals",
  job_runs: "cleanup_old_job_runs",
  cron_history: "cleanup_old_cron_history",
  health_checks: "cleanup_old_health_checks",
  payloads: "drop_old_payloads",
  receipts: "cleanup_old_receipts",
};

const removed = z.number().int().nonnegative();

/**
 * Has every door delete what is not kept any more, in batches, until nothing is left or the time is up; what is left is for the
 * next run. One that fails holds up no other, but the run has failed, and rejects with the first failure in the end.
 */
export async function cleanUp(run: JobRun): Promise<JobCounts> {
  const counts: Record<string, number> = {};
  const failures: unknown[] = [];
  // Of these there are never many.
  await attempt("rate_limits", () => run.rpc("cleanup_stale_rate_limits", {}));
  for (const [name, door] of Object.entries(doors)) {
    let more = true;
    while (more && !run.isTimeUp()) {
      more = (await attempt(name, () => run.rpc(door, { batch }))) === batch;
    }
    if (more) counts.unfinished = (counts.unfinished ?? 0) + 1;
  }
  if (failures.length > 0) throw failures[0];
  return counts;

  async function attempt(name: string, work: () => Promise<unknown>): Promise<number> {
    try {
      const count = removed.parse(await work());
      counts[name] = (counts[name] ?? 0) + count;
      return count;
    } catch (thrown) {
      if (thrown instanceof DatabaseUnavailable) throw thrown;
      run.report(thrown, name);
      failures.push(thrown);
      return 0;
    }
  }
}
