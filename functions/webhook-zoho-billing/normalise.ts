import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normalisePayment } from "./payment.ts";
import { normaliseSubscription } from "./subscription.ts";

const subscriptionType = /^subscription_[a-z_]+$/;
const paymentTypes: ReadonlySet<string> = new Set([
  "payment_thankyou",
  "payment_succeeded",
  "payment_declined",
  "payment_refunded",
]);

/** Maps payments and subscriptions. Invoices are told of again by the payments that settle them. */
export const normalise = normaliseDated(mappingOf, {
  code: "missing-field",
  field: "created_time",
});

function mappingOf(type: string): DatedMapping | undefined {
  if (paymentTypes.has(type)) return normalisePayment;
  return subscriptionType.test(type) ? normaliseSubscription : undefined;
}
