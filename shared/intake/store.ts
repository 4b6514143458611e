import { z } from "zod/v3";
import type { Rpc } from "../database/rpc.ts";
import { type Checkout, checkoutSchema, type DatabaseCheck } from "../rate-limit/checkout.ts";
import type { Change } from "./change.ts";
import type { MappingProblem, Nonce } from "./provider.ts";

/** One verified event as `process_webhook_atomically` takes it. */
export type ReceivedEvent = {
  readonly id: string;
  readonly type: string;
  readonly occurred_at: string | null;
  readonly payload: unknown;
  readonly changes: readonly Change[];
  /** Why the event can't be applied; there are then no changes. */
  readonly problem: MappingProblem | null;
  /** A one-time value that may carry no other event. */
  readonly nonce: Nonce | null;
};

/** The events of one verified delivery, and where they came in. */
export type ReceivedDelivery = {
  readonly provider: string;
  /** The named endpoint; empty for the provider's default one. */
  readonly endpoint: string;
  readonly request_id: string;
  readonly events: readonly ReceivedEvent[];
  /** What is left for the database to check of the source's limit; null when nothing is. */
  readonly rate_limit: DatabaseCheck | null;
};

const outcomeSchema = z.object({
  id: z.string(),
  status: z.enum(["processed", "duplicate", "stored", "deferred"]),
  receipt: z.number().int(),
});

const answerSchema = z.object({
  rate_limit: checkoutSchema.nullable(),
  replayed: z.boolean(),
  outcomes: z.array(outcomeSchema).nullable(),
});

/** What became of one event. Whatever it is, the event is ours now and will not be applied twice. */
export type Outcome = Readonly<z.output<typeof outcomeSchema>>;

/** What the database answers: the outcomes, one per event in their order, or why it keeps nothing of the delivery. */
export type Stored = { readonly checkout: Checkout | null } & (
  | { readonly kept: true; readonly outcomes: readonly Outcome[] }
  | { readonly kept: false; readonly reason: "rate-limited" | "replayed" }
);

/** Where deliveries are kept: all of one, or, when it rejects, nothing of it. */
export type Store = {
  readonly process: (delivery: ReceivedDelivery) => Promise<Stored>;
};

/** The store that is the database: one round trip per delivery. */
export function databaseStore(rpc: Rpc): Store {
  return {
    async process(delivery) {
      const answer = answerSchema.parse(await rpc("process_webhook_atomically", delivery));
      const { outcomes, rate_limit: checkout, replayed } = answer;
      if (outcomes === null) return { kept: false, reason: replayed ? "replayed" : "rate-limited", checkout };
      if (outcomes.length !== delivery.events.length) {
        throw new Error("process_webhook_atomically did not answer for every event.");
      }
      return { kept: true, outcomes, checkout };
    },
  };
}
