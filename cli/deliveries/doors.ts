import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";

const time = z.string();
const row = z.record(z.unknown());
const rows = z.record(z.array(row));

const found = z.array(
  z.object({
    receipt: z.object({
      id: z.number().int(),
      provider: z.string(),
      endpoint: z.string(),
      event_id: z.string(),
      event_type: z.string(),
      status: z.string(),
      occurred_at: time.nullable(),
      received_at: time,
      request_id: z.string(),
      payload: z.unknown(),
      changes: z.array(row),
      duplicates: z.number().int(),
      last_duplicate_at: time.nullable(),
      revision: z.number().int(),
    }),
    dead_letter: z
      .object({
        kind: z.string(),
        reason: z.string(),
        field: z.string().nullable(),
        status: z.string(),
        attempts: z.number().int(),
        first_failed_at: time,
        last_failed_at: time,
        next_attempt_at: time,
        resolved_at: time.nullable(),
      })
      .nullable(),
    trail: z.array(z.object({ at: time, stage: z.string() })),
    rows,
  }),
);

const failed = z.array(
  z.object({
    receipt: z.number().int(),
    endpoint: z.string(),
    event_id: z.string(),
    event_type: z.string(),
    received_at: time,
    status: z.string(),
    kind: z.string(),
    reason: z.string(),
    field: z.string().nullable(),
    attempts: z.number().int(),
    last_failed_at: time,
    next_attempt_at: time.nullable(),
  }),
);

const replayed = z
  .object({
    problem: z.object({ code: z.string(), field: z.string().nullable() }).nullable(),
    before: rows,
    after: rows,
  })
  .nullable();

const alerts = z.array(
  z.object({
    kind: z.string(),
    severity: z.string(),
    source: z.string(),
    since: time,
    last_seen: time,
    count: z.number(),
  }),
);

/** A receipt with all that is known of what became of it. */
export type FoundDelivery = Readonly<z.output<typeof found>[number]>;
/** An event that could not be applied. */
export type FailedDelivery = Readonly<z.output<typeof failed>[number]>;
/** What a replay changed, or would change. */
export type Replayed = NonNullable<z.output<typeof replayed>>;
/** Rows of business tables, by table. */
export type BusinessRows = Readonly<z.output<typeof rows>>;
/** Something that whoever is on call should know of. */
export type Alert = Readonly<z.output<typeof alerts>[number]>;
/** From when, included, to when, excluded; ISO 8601. */
export type TimeRange = { readonly since: string; readonly until: string };

/** Every receipt of an event id, newest first. */
export async function findDeliveries(
  rpc: Rpc,
  provider: string,
  eventId: string,
): Promise<readonly FoundDelivery[]> {
  return found.parse(await rpc("find_webhook_events", { provider, event_id: eventId }));
}

/** All events of a provider that could not be applied, oldest first. */
export async function* listFailed(
  rpc: Rpc,
  provider: string,
  range: TimeRange,
): AsyncGenerator<FailedDelivery, void, undefined> {
  for (let after = 0; ;) {
    const page = failed.parse(await rpc("list_failed_webhook_events", { provider, ...range, after }));
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.receipt;
  }
}

/** Applies a received event again, or with `dryRun` only tells what that would change. */
export async function replayEvent(
  rpc: Rpc,
  receipt: number,
  changes: readonly object[],
  dryRun: boolean,
): Promise<Replayed> {
  const answer = replayed.parse(await rpc("replay_webhook_event", { receipt, changes, dry_run: dryRun }));
  if (!answer) throw new Error(`There is no receipt ${receipt} any more.`);
  return answer;
}

/** What whoever is on call should know of now, the most severe first. */
export async function readAlerts(rpc: Rpc): Promise<readonly Alert[]> {
  return alerts.parse(await rpc("security_alerts", {}));
}
