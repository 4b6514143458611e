import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normaliseCustomer } from "./customer.ts";
import { normaliseDispute } from "./dispute.ts";
import { normaliseInvoice } from "./invoice.ts";
import { normalisePayment } from "./payment.ts";
import { normaliseSubscription } from "./subscription.ts";

const mappings = new Map<string, DatedMapping>([
  ["payment.created", normalisePayment],
  ["payment.updated", normalisePayment],
  ["dispute.state.updated", normaliseDispute],
  ["customer.created", normaliseCustomer],
  ["customer.updated", normaliseCustomer],
  ["subscription.created", normaliseSubscription],
  ["subscription.updated", normaliseSubscription],
  ["invoice.payment_made", normaliseInvoice],
]);

/** Maps an event of Square's to what it says. */
export const normalise = normaliseDated((type) => mappings.get(type), {
  code: "missing-field",
  field: "created_at",
});
