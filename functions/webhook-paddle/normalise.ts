import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseAdjustment } from "./adjustment.ts";
import { normaliseCustomer } from "./customer.ts";
import { normaliseSubscription } from "./subscription.ts";
import { normaliseTransaction } from "./transaction.ts";

/** An event of Paddle's whose time is known. */
export type PaddleEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

// `transaction.created` and `transaction.ready` are left out: every checkout that somebody opens makes one.
const mappings = new Map<string, (event: PaddleEvent) => Promise<Normalised>>([
  ["transaction.billed", normaliseTransaction],
  ["transaction.paid", normaliseTransaction],
  ["transaction.completed", normaliseTransaction],
  ["transaction.canceled", normaliseTransaction],
  ["transaction.past_due", normaliseTransaction],
  ["transaction.payment_failed", normaliseTransaction],
  ["transaction.updated", normaliseTransaction],
  ["transaction.revised", normaliseTransaction],
  ["adjustment.created", normaliseAdjustment],
  ["adjustment.updated", normaliseAdjustment],
  ["customer.created", normaliseCustomer],
  ["customer.updated", normaliseCustomer],
  ["subscription.created", normaliseSubscription],
  ["subscription.imported", normaliseSubscription],
  ["subscription.activated", normaliseSubscription],
  ["subscription.trialing", normaliseSubscription],
  ["subscription.updated", normaliseSubscription],
  ["subscription.past_due", normaliseSubscription],
  ["subscription.paused", normaliseSubscription],
  ["subscription.resumed", normaliseSubscription],
  ["subscription.canceled", normaliseSubscription],
]);

/** Maps an event of Paddle's to what it says. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "occurred_at" } };
  return mapping({ type, at: occurredAt, payload, defaults });
}
