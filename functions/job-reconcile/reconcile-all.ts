import { DatabaseRefusal } from "../../shared/database/database-refusal.ts";
import { DatabaseUnavailable } from "../../shared/database/database-unavailable.ts";
import type { JobCounts, JobRun } from "../../shared/jobs/job.ts";
import { UpstreamFailure } from "../../shared/http/upstream-failure.ts";
import { type Cursor, readCursors, recordCursor } from "./cursors.ts";
import type { EventSource } from "./event-sources.ts";
import { reconcileSource } from "./reconcile-source.ts";

// As long as most providers go on delivering what is not acknowledged.
const firstReachMilliseconds = 3 * 24 * 60 * 60 * 1000;

/**
 * Reconciles every source, the one that has waited longest first.
 *
 * One that fails holds up no other, and is gone on with from where it was; but the run has failed, and rejects with the first
 * failure in the end. Without the database there is no going on.
 */
export async function reconcileAll(
  run: JobRun,
  sources: readonly EventSource[],
  now: Date,
): Promise<JobCounts> {
  const counts = { sources: 0, processed: 0, stored: 0, deferred: 0, duplicate: 0, unfinished: 0 };
  const failures: unknown[] = [];
  const cursors = await readCursors(run.rpc);
  const waiting = (source: EventSource) => cursors.get(source.provider)?.lastRunAt.getTime() ?? 0;

  for (const source of [...sources].sort((one, other) => waiting(one) - waiting(other))) {
    if (run.isTimeUp()) {
      counts.unfinished += 1;
      continue;
    }
    let cursor: Cursor = cursors.get(source.provider) ?? {
      reconciledUntil: new Date(now.getTime() - firstReachMilliseconds),
      open: null,
    };
    try {
      const { outcomes, unfinished } = await reconcileSource(run, source, cursor, now, (kept) => {
        cursor = kept;
      });
      counts.sources += 1;
      counts.unfinished += unfinished ? 1 : 0;
      for (const status of outcomes) counts[status] += 1;
    } catch (thrown) {
      if (thrown instanceof DatabaseUnavailable) throw thrown;
      failures.push(thrown);
      run.report(thrown, source.provider);
      await recordCursor(run.rpc, source.provider, afterFailure(cursor, thrown), codeOf(thrown));
    }
  }
  if (failures.length > 0) throw failures[0];
  return counts;
}

/** A page that the API doesn't know any more would be asked for for ever: its window is begun again. */
function afterFailure(cursor: Cursor, thrown: unknown): Cursor {
  const isUnknownPage =
    thrown instanceof UpstreamFailure &&
    ["HTTP_400", "HTTP_404", "HTTP_410", "HTTP_422"].includes(thrown.code);
  return isUnknownPage ? { ...cursor, open: null } : cursor;
}

function codeOf(thrown: unknown): string {
  return thrown instanceof UpstreamFailure || thrown instanceof DatabaseRefusal ? thrown.code : "UNEXPECTED";
}
