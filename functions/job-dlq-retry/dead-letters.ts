import { z } from "zod/v3";
import type { Rpc } from "../../shared/database/rpc.ts";
import type { Change } from "../../shared/intake/change.ts";

const deadLetters = z.array(
  z.object({
    letter: z.number().int(),
    kind: z.enum(["normalise", "apply"]),
    reason: z.string(),
    provider: z.string(),
    endpoint: z.string(),
    event_id: z.string(),
    event_type: z.string(),
    occurred_at: z.string().nullable(),
    /** Null once the retention of payloads has passed. */
    payload: z.unknown(),
    changes: z.array(z.record(z.unknown())),
  }),
);

const settlement = z.object({ status: z.enum(["resolved", "waiting", "dead"]) });

/** An event that could not be applied, and its dead letter's id. */
export type DeadLetter = Readonly<z.output<typeof deadLetters>[number]>;

/** What became of a dead letter. */
export type Settlement = z.output<typeof settlement>["status"];

/** What a dead letter's event is now taken to say, or why that still can't be told. */
export type Reading =
  | { readonly ok: true; readonly changes: readonly (Change | Readonly<Record<string, unknown>>)[] }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly field: string } };

/** Takes up to `batch` dead letters that are due; nobody else gets them for some minutes. */
export async function claimDeadLetters(rpc: Rpc, batch: number): Promise<readonly DeadLetter[]> {
  return deadLetters.parse(await rpc("claim_dead_letters", { batch }));
}

/** Applies a dead letter's event, or notes why it can't be. */
export async function settleDeadLetter(rpc: Rpc, letter: number, reading: Reading): Promise<Settlement> {
  const { changes, problem } = reading.ok
    ? { changes: reading.changes, problem: null }
    : { changes: [], problem: reading.problem };
  return settlement.parse(await rpc("settle_dead_letter", { letter, changes, problem })).status;
}
