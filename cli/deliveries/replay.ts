import type { Rpc } from "../../shared/database/rpc.ts";
import type { MapAgain } from "../../shared/intake/map-again.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { type FoundDelivery, findDeliveries, listFailed, replayEvent, type TimeRange } from "./doors.ts";
import { type RowDifference, rowDifferences } from "./row-differences.ts";

/** What became of one event that was replayed, or what would. */
export type Replay = {
  readonly provider: string;
  readonly endpoint: string;
  readonly event_id: string;
  readonly receipt: number;
  /** Why it can't be applied; null when it can. */
  readonly problem: { readonly code: string; readonly field: string | null } | null;
  readonly differences: readonly RowDifference[];
};

/** What replaying needs. */
export type Replaying = { readonly rpc: Rpc; readonly mapAgain: MapAgain; readonly dryRun: boolean };

/** Applies a received event again, as its provider's current mapping reads it. */
export async function replayDelivery(
  { receipt, dead_letter }: FoundDelivery,
  { rpc, mapAgain, dryRun }: Replaying,
): Promise<Replay> {
  const { id, provider, endpoint, event_id, event_type, occurred_at, payload } = receipt;
  const replay = { provider, endpoint, event_id, receipt: id };
  const refused = (code: string, field: string | null = null): Replay => ({
    ...replay,
    problem: { code, field },
    differences: [],
  });
  if (payload === null) return refused("payload-dropped");

  const event = { id: event_id, type: event_type, occurredAt: parseInstant(occurred_at ?? ""), payload };
  const reason = dead_letter && dead_letter.status !== "resolved" ? dead_letter.reason : null;
  // What a mapping threw is in the problem that comes of it.
  const mapped = await mapAgain({ provider, event, reason }, () => undefined);
  if (!mapped) return refused("unknown-provider");
  if (!mapped.ok) return refused(mapped.problem.code, mapped.problem.field || null);

  const { problem, before, after } = await replayEvent(rpc, id, mapped.changes, dryRun);
  return { ...replay, problem, differences: rowDifferences(before, after) };
}

/** Replays all that could not be applied of a provider, received in a range of time, oldest first. */
export async function* replayFailed(
  provider: string,
  range: TimeRange,
  replaying: Replaying,
): AsyncGenerator<Replay, void, undefined> {
  for await (const { event_id, receipt } of listFailed(replaying.rpc, provider, range)) {
    const found = await findDeliveries(replaying.rpc, provider, event_id);
    const delivery = found.find((candidate) => candidate.receipt.id === receipt);
    if (delivery) yield await replayDelivery(delivery, replaying);
  }
}
