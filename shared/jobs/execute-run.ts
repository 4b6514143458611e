import type { Rpc } from "../database/rpc.ts";
import { failureOf } from "../observability/failure.ts";
import type { JobCounts, JobRun } from "./job.ts";
import { claimRun, completeRun, type RunEnd } from "./job-runs.ts";

/** A run that is asked for, and by whom. */
export type RequestedRun = {
  readonly job: string;
  /** Null for one of the request's own. */
  readonly run: number | null;
  readonly request: string;
};

/**
 * Takes a run up, works, and notes in the database how it ended. Resolves to what it did, or to null when somebody else has the run or
 * has done it; rejects when it failed, or when its end could not be noted.
 */
export async function executeRun(
  { job, run: wanted, request }: RequestedRun,
  work: () => Promise<JobCounts>,
  {
    rpc,
    pause,
    report,
  }: {
    readonly rpc: Rpc;
    readonly pause: (milliseconds: number) => Promise<void>;
    readonly report: JobRun["report"];
  },
): Promise<JobCounts | null> {
  const run = await claimRun(rpc, job, wanted, request);
  if (run === null) return null;
  const complete = (end: RunEnd) => completeRun(rpc, { run, request, end }, pause);

  let counts: JobCounts;
  try {
    counts = await work();
  } catch (thrown) {
    // Without a word the schedule would wait for the run until its deadline.
    await complete({ error: failureOf(thrown).code ?? "UNEXPECTED" }).catch((second: unknown) =>
      report(second),
    );
    throw thrown;
  }
  return (await complete({ counts })) === "superseded" ? null : counts;
}
