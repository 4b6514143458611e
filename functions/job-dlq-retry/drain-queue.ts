import type { JobCounts, JobRun } from "../../shared/jobs/job.ts";
import { claimDeadLetters, type DeadLetter, settleDeadLetter } from "./dead-letters.ts";
import type { LetterHandlers } from "./letter-handlers.ts";

// Small, because what a run that dies had claimed waits until its claim runs out.
const batch = 25;
// A letter takes some milliseconds of the two seconds of CPU time that the platform gives a request.
const mostLetters = 300;
// The database is not well, and every further call would wait for its deadline.
const mostFailuresInARow = 3;

/**
 * Tries dead letters that are due until there are none, or the run has had its share of time or letters.
 *
 * A letter that can't be settled holds up no other and is due again when its claim runs out, but the run has failed: it rejects with
 * the first failure in the end.
 */
export async function drainQueue(run: JobRun, handlers: LetterHandlers): Promise<JobCounts> {
  const counts = { claimed: 0, resolved: 0, waiting: 0, dead: 0 };
  const failures: unknown[] = [];
  let failuresInARow = 0;

  while (counts.claimed < mostLetters && !run.isTimeUp()) {
    const letters = await claimDeadLetters(run.rpc, batch);
    counts.claimed += letters.length;
    for (const letter of letters) {
      if (run.isTimeUp()) break;
      try {
        counts[await settle(letter)] += 1;
        failuresInARow = 0;
      } catch (thrown) {
        failures.push(thrown);
        if (++failuresInARow === mostFailuresInARow) throw thrown;
        run.report(thrown);
      }
    }
    if (letters.length < batch) break;
  }
  if (failures.length > 0) throw failures[0];
  return counts;

  async function settle(letter: DeadLetter) {
    const reading = await handlers[letter.kind](letter, run.report);
    return await settleDeadLetter(run.rpc, letter.letter, reading);
  }
}
