import { z } from "zod/v3";
import { DatabaseUnavailable } from "../database/database-unavailable.ts";
import type { Rpc } from "../database/rpc.ts";
import type { JobCounts } from "./job.ts";

const claim = z.discriminatedUnion("status", [
  z.object({ status: z.literal("claimed"), run: z.number().int() }),
  z.object({ status: z.literal("superseded") }),
]);
const completion = z.object({ status: z.enum(["completed", "failed", "superseded"]) });

/** How a run ended: what it did, or a code for why it did not do all of it. */
export type RunEnd = { readonly counts: JobCounts } | { readonly error: string };

// What isn't noted as done is done again: the database may have a moment to come back.
const pausesMilliseconds = [1000, 4000];

/**
 * Takes up the run of that id, or one of the caller's own for null, under the request's id; null when somebody else has it, or has
 * done it.
 */
export async function claimRun(
  rpc: Rpc,
  job: string,
  run: number | null,
  request: string,
): Promise<number | null> {
  const claimed = claim.parse(await rpc("claim_job_run", { job, run, request }));
  return claimed.status === "claimed" ? claimed.run : null;
}

/** Notes how a run ended that the request had taken up; "superseded" when it took so long that it was given to somebody else. */
export async function completeRun(
  rpc: Rpc,
  { run, request, end }: { readonly run: number; readonly request: string; readonly end: RunEnd },
  pause: (milliseconds: number) => Promise<void>,
): Promise<z.output<typeof completion>["status"]> {
  const args = { run, request, counts: null, error: null, ...end };
  for (const milliseconds of pausesMilliseconds) {
    try {
      return completion.parse(await rpc("complete_job_run", args)).status;
    } catch (thrown) {
      if (!(thrown instanceof DatabaseUnavailable)) throw thrown;
      await pause(milliseconds);
    }
  }
  return completion.parse(await rpc("complete_job_run", args)).status;
}
