import type postgres from "postgres";
import type { Change } from "../../shared/intake/change.ts";
import { become } from "./database-roles.ts";

/** An event as the door takes it; what is left out is a stored event of no importance. */
export type DoorEvent = {
  readonly id: string;
  readonly type?: string;
  readonly occurred_at?: string | null;
  readonly payload?: postgres.JSONValue;
  readonly changes?: readonly Change[];
  readonly problem?: { readonly code: string; readonly field: string } | null;
};

/** What the door answers of one event. */
export type Outcome = { readonly id: string; readonly status: string; readonly receipt: number };

/** Where a delivery comes in; Stripe's default endpoint unless said otherwise. */
export type Entrance = { readonly provider?: string; readonly endpoint?: string };

/** Delivers events through the door in one transaction, as the functions' role. */
export async function deliver(
  sql: postgres.Sql,
  events: readonly DoorEvent[],
  entrance: Entrance = {},
): Promise<readonly Outcome[]> {
  const { outcomes } = await sql.begin(async (transaction) => {
    await become(transaction, "service_role");
    return { outcomes: await callDoor(transaction, events, entrance) };
  });
  return outcomes;
}

/** Calls the door on a connection whose role and transaction are the caller's business. */
export async function callDoor(
  connection: postgres.ISql,
  events: readonly DoorEvent[],
  { provider = "stripe", endpoint = "" }: Entrance = {},
): Promise<readonly Outcome[]> {
  const complete = events.map((event) => ({
    type: "test.event",
    occurred_at: null,
    payload: {},
    changes: [],
    problem: null,
    ...event,
  }));
  const [row] = await connection<{ outcomes: readonly Outcome[] }[]>`
    select public.process_webhook_atomically(
      ${provider}, ${endpoint}, ${crypto.randomUUID()}, ${JSON.stringify(complete)}::text::jsonb
    ) -> 'outcomes' as outcomes`;
  if (!row) throw new Error("the door answered nothing");
  return row.outcomes;
}

/** The statuses of a delivery's events, in order. */
export function statuses(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => outcome.status);
}
