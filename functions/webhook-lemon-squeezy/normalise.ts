import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normaliseInvoice } from "./invoice.ts";
import { normaliseOrder } from "./order.ts";
import { normaliseSubscription } from "./subscription.ts";

const mappings = new Map<string, DatedMapping>([
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
export const normalise = normaliseDated((type) => mappings.get(type), {
  code: "invalid-field",
  field: "data.attributes.updated_at",
});
