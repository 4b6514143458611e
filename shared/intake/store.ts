import { z } from "zod/v3";
import type { Rpc } from "../database/rpc.ts";
import type { Change } from "./change.ts";
import type { MappingProblem } from "./provider.ts";

/** One verified event as `process_webhook_atomically` takes it. */
export type ReceivedEvent = {
  readonly id: string;
  readonly type: string;
  readonly occurred_at: string | null;
  readonly payload: unknown;
  readonly changes: readonly Change[];
  /** Why the event can't be applied; there are then no changes. */
  readonly problem: MappingProblem | null;
};

/** The events of one verified delivery, and where they came in. */
export type ReceivedDelivery = {
  readonly provider: string;
  /** The named endpoint; empty for the provider's default one. */
  readonly endpoint: string;
  readonly request_id: string;
  readonly events: readonly ReceivedEvent[];
};

const outcomes = z.array(
  z.object({
    id: z.string(),
    status: z.enum(["processed", "duplicate", "stored", "deferred"]),
    receipt: z.number().int(),
  }),
);

/** What became of one event. Whatever it is, the event is ours now and will not be applied twice. */
export type Outcome = Readonly<z.output<typeof outcomes>[number]>;

/** Where deliveries are kept: all of one, or, when it rejects, nothing of it. */
export type Store = {
  /** The outcomes, one per event, in their order. */
  readonly process: (delivery: ReceivedDelivery) => Promise<readonly Outcome[]>;
};

/** The store that is the database: one round trip per delivery. */
export function databaseStore(rpc: Rpc): Store {
  return {
    async process(delivery) {
      const answer = outcomes.parse(await rpc("process_webhook_atomically", delivery));
      if (answer.length !== delivery.events.length) {
        throw new Error("process_webhook_atomically did not answer for every event.");
      }
      return answer;
    },
  };
}
