import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseInvoice } from "./invoice.ts";
import { normaliseOrder } from "./order.ts";
import { normaliseSubscription } from "./subscription.ts";

/** An event of Lemon Squeezy's whose time is known: when the thing it is about was last changed. */
export type LemonSqueezyEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

const mappings = new Map<string, (event: LemonSqueezyEvent) => Promise<Normalised>>([
  ["order_created", normaliseOrder],
  ["order_refunded", normaliseOrder],
  ["subscription_created", normaliseSubscription],
  ["subscription_updated", normaliseSubscription],
  ["subscription_plan_changed", normaliseSubscription],
  ["subscription_cancelled", normaliseSubscription],
  ["subscription_resumed", normaliseSubscription],
  ["subscription_expired", normaliseSubscription],
  ["subscription_paused", normaliseSubscription],
  ["subscription_unpaused", normaliseSubscription],
  ["subscription_payment_success", normaliseInvoice],
  ["subscription_payment_failed", normaliseInvoice],
  ["subscription_payment_recovered", normaliseInvoice],
  ["subscription_payment_refunded", normaliseInvoice],
]);

/** Maps an event of Lemon Squeezy's to what it says. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) {
    return { ok: false, problem: { code: "invalid-field", field: "data.attributes.updated_at" } };
  }
  return mapping({ type, at: occurredAt, payload, defaults });
}
