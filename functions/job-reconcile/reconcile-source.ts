import { type Outcome, databaseStore } from "../../shared/intake/store.ts";
import type { JobRun } from "../../shared/jobs/job.ts";
import { type Cursor, recordCursor } from "./cursors.ts";
import type { EventSource } from "./event-sources.ts";

// Events show up in a provider's list some time after they were created.
const overlapMilliseconds = 60 * 60 * 1000;
// A page takes some of the two seconds of CPU time that the platform gives a request.
const mostPages = 5;

/** What a run found of one provider: its events by what became of them, and whether there is more to go through. */
export type Findings = {
  readonly outcomes: readonly Outcome["status"][];
  readonly unfinished: boolean;
};

/**
 * Goes through a provider's events from where the last run stopped, page by page: those that were received are duplicates, the others
 * are applied. `keep` is told of the cursor after every page, so that a run that ends early has not been for nothing.
 */
export async function reconcileSource(
  run: JobRun,
  source: EventSource,
  start: Cursor,
  now: Date,
  keep: (cursor: Cursor) => void,
): Promise<Findings> {
  const { reconciledUntil } = start;
  const until = start.open?.until ?? now;
  const window = { since: new Date(reconciledUntil.getTime() - overlapMilliseconds), until };
  const outcomes: Outcome["status"][] = [];

  let page = start.open?.nextPage ?? null;
  for (let pages = 0; pages < mostPages && !run.isTimeUp(); pages++) {
    const { events, nextPage } = await source.listEvents(window, page);
    outcomes.push(...(await store(run, source, events)));
    const cursor =
      nextPage === null
        ? { reconciledUntil: until, open: null }
        : { reconciledUntil, open: { until, nextPage } };
    await recordCursor(run.rpc, source.provider, cursor, null);
    keep(cursor);
    if (nextPage === null) return { outcomes, unfinished: false };
    page = nextPage;
  }
  return { outcomes, unfinished: true };
}

async function store(
  run: JobRun,
  source: EventSource,
  events: Awaited<ReturnType<EventSource["listEvents"]>>["events"],
): Promise<readonly Outcome["status"][]> {
  if (events.length === 0) return [];
  const stored = await databaseStore(run.rpc).process({
    provider: source.provider,
    endpoint: "",
    request_id: run.requestId,
    events: await source.read(events, (_, thrown) => run.report(thrown, source.provider)),
    // Nobody sent this: there is no limit to hold it to but our own.
    rate_limit: null,
  });
  if (!stored.kept) throw new Error("Events that no limit holds for were not kept.");
  return stored.outcomes.map(({ status }) => status);
}
