import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseCapture } from "./capture.ts";
import { normaliseOrder } from "./order.ts";
import { normaliseProduct } from "./product.ts";
import { normaliseRefund } from "./refund.ts";
import { normaliseSale } from "./sale.ts";
import { normaliseSubscription } from "./subscription.ts";

/** An event of PayPal's whose time is known. */
export type PaypalEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

// https://developer.paypal.com/api/rest/webhooks/event-names/
const mappings = new Map<string, (event: PaypalEvent) => Normalised | Promise<Normalised>>([
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
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "create_time" } };
  return mapping({ type, at: occurredAt, payload, defaults });
}
