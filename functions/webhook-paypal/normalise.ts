import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normaliseCapture } from "./capture.ts";
import { normaliseOrder } from "./order.ts";
import { normaliseProduct } from "./product.ts";
import { normaliseRefund } from "./refund.ts";
import { normaliseSale } from "./sale.ts";
import { normaliseSubscription } from "./subscription.ts";

// https://developer.paypal.com/api/rest/webhooks/event-names/
const mappings = new Map<string, DatedMapping>([
  ["PAYMENT.CAPTURE.COMPLETED", normaliseCapture],
  ["PAYMENT.CAPTURE.PENDING", normaliseCapture],
  ["PAYMENT.CAPTURE.DENIED", normaliseCapture],
  ["PAYMENT.CAPTURE.DECLINED", normaliseCapture],
  ["PAYMENT.CAPTURE.REFUNDED", normaliseRefund],
  ["PAYMENT.CAPTURE.REVERSED", normaliseRefund],
  ["PAYMENT.SALE.COMPLETED", normaliseSale],
  ["PAYMENT.SALE.PENDING", normaliseSale],
  ["PAYMENT.SALE.DENIED", normaliseSale],
  ["PAYMENT.SALE.REFUNDED", normaliseRefund],
  ["PAYMENT.SALE.REVERSED", normaliseRefund],
  ["CHECKOUT.ORDER.APPROVED", normaliseOrder],
  ["CHECKOUT.ORDER.COMPLETED", normaliseOrder],
  ["BILLING.SUBSCRIPTION.CREATED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.ACTIVATED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.UPDATED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.RE-ACTIVATED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.SUSPENDED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.CANCELLED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.EXPIRED", normaliseSubscription],
  ["BILLING.SUBSCRIPTION.PAYMENT.FAILED", normaliseSubscription],
  ["BILLING.PLAN.CREATED", normaliseProduct],
  ["BILLING.PLAN.UPDATED", normaliseProduct],
  ["CATALOG.PRODUCT.CREATED", normaliseProduct],
  ["CATALOG.PRODUCT.UPDATED", normaliseProduct],
]);

/** Maps an event of PayPal's to what it says. */
export const normalise = normaliseDated((type) => mappings.get(type), {
  code: "missing-field",
  field: "create_time",
});
