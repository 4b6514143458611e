import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normaliseAdjustment } from "./adjustment.ts";
import { normaliseCustomer } from "./customer.ts";
import { normaliseSubscription } from "./subscription.ts";
import { normaliseTransaction } from "./transaction.ts";

// `transaction.created` and `transaction.ready` are left out: every checkout that somebody opens makes one.
const mappings = new Map<string, DatedMapping>([
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
export const normalise = normaliseDated((type) => mappings.get(type), {
  code: "missing-field",
  field: "occurred_at",
});
