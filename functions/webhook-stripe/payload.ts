import { z } from "zod/v3";
import { details, identifier, reference, text, unixTime, word } from "../../shared/mapping/fields.ts";

// What we read of Stripe's objects, in the shapes of every API version that an endpoint may be pinned to.

const amount = z.number().nullish();
const address = details({ country: text });
const person = details({ email: text, name: text, phone: text, address });

function eventAbout<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ data: z.object({ object: z.object(shape) }) });
}

/** https://docs.stripe.com/api/checkout/sessions/object */
export const sessionEvent = eventAbout({
  id: identifier,
  created: unixTime,
  mode: word,
  payment_status: word,
  amount_total: amount,
  currency: word,
  customer: reference,
  customer_email: text,
  customer_details: person,
  payment_intent: reference,
  invoice: reference,
  invoice_creation: details({ enabled: z.boolean() }),
  subscription: reference,
});

const line = z.object({
  description: text,
  proration: z.boolean().nullish().catch(undefined),
  price: details({ product: reference }),
  plan: details({ product: reference }),
  // Since 2025-03-31.
  pricing: details({ price_details: details({ product: reference }) }),
  parent: details({ subscription_item_details: details({ proration: z.boolean() }) }),
});

// A payment is an intent's or, of old, a charge's alone, which no refund is told under.
const paidBy = details({ payment_intent: reference });

/** https://docs.stripe.com/api/invoice-payment/object */
export const invoicePaymentEvent = eventAbout({ id: identifier, invoice: identifier, payment: paidBy });

/** https://docs.stripe.com/api/invoices/object */
export const invoiceEvent = eventAbout({
  id: identifier,
  created: unixTime,
  amount_paid: amount,
  amount_due: amount,
  currency: word,
  customer: reference,
  customer_email: text,
  customer_name: text,
  customer_phone: text,
  customer_address: address,
  status_transitions: details({ finalized_at: unixTime, paid_at: unixTime }),
  subscription: reference,
  // Since 2025-03-31.
  parent: details({ subscription_details: details({ subscription: reference }) }),
  lines: details({ data: z.array(line) }),
  // Since 2025-03-31, where it is expanded. Before, a charge names its invoice.
  payments: details({ data: z.array(z.object({ payment: paidBy })) }),
});

/** https://docs.stripe.com/api/charges/object */
export const chargeEvent = eventAbout({
  id: identifier,
  created: unixTime,
  amount,
  amount_refunded: z.number(),
  currency: z.string(),
  customer: reference,
  receipt_email: text,
  billing_details: person,
  payment_intent: reference,
  // Until 2025-03-31; null for a charge without one.
  invoice: z.union([z.null(), reference]).optional(),
});

/** https://docs.stripe.com/api/disputes/object */
export const disputeEvent = eventAbout({
  id: identifier,
  status: word,
  // Its id, or expanded.
  charge: z.union([identifier, z.object({ id: identifier }).transform(({ id }) => id)]),
  payment_intent: reference,
  amount,
  currency: word,
});

/** https://docs.stripe.com/api/customers/object */
export const customerEvent = eventAbout({ id: identifier, email: text, name: text, phone: text, address });

/** https://docs.stripe.com/api/products/object */
export const productEvent = eventAbout({ id: identifier, name: text });

const recurring = details({ interval: word, interval_count: z.number() });

const item = z.object({
  quantity: z.number().nullish(),
  // Since 2025-03-31.
  current_period_end: unixTime,
  price: z.object({ product: reference, unit_amount: amount, currency: word, recurring }).nullish(),
});

/** https://docs.stripe.com/api/subscriptions/object */
export const subscriptionEvent = eventAbout({
  id: identifier,
  status: word,
  customer: reference,
  items: z.object({ data: z.array(item) }).nullish(),
  start_date: unixTime,
  // Until 2025-03-31.
  current_period_end: unixTime,
  cancel_at_period_end: z.boolean().nullish(),
  canceled_at: unixTime,
});
