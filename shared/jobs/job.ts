import type { Rpc } from "../database/rpc.ts";
import type { Environment } from "../settings.ts";

/** What one run of a job may use. What there is to do it reads from the database, never from the call that started it. */
export type JobRun = {
  /** The id under which the run is in the log. */
  readonly requestId: string;
  readonly rpc: Rpc;
  /** Whether the run has had its time: it then finishes what it is at, and leaves the rest to the next one. */
  readonly isTimeUp: () => boolean;
  /** Tells of a failure that the run survives, and what failed where that isn't plain, as a provider's name. */
  readonly report: (thrown: unknown, subject?: string) => void;
};

/** What a run did, counted. */
export type JobCounts = Readonly<Record<string, number>>;

/** A job that the scheduler triggers. `functions/job-<name>/job.ts` exports one as `job`. */
export type Job = {
  /** Lower-case slug; the function's folder is `job-<name>`. */
  readonly name: string;
  /**
   * Reads what the job needs from the environment, once, at start-up; throws an error that names the variable at fault. What it
   * returns does one run, and rejects when the run did not do all that it took upon itself.
   */
  readonly prepare: (environment: Environment) => (run: JobRun) => Promise<JobCounts>;
};
