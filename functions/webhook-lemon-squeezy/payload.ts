import { z } from "zod/v3";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// What we read of Lemon Squeezy's objects: https://docs.lemonsqueezy.com/api

const amount = z.number().nullish();

const person = { customer_id: reference, user_name: text, user_email: text };

const payment = {
  ...person,
  status: word,
  currency: word,
  total: amount,
  // Since 2024-11.
  refunded_amount: amount,
  refunded: z.boolean().nullish(),
  created_at: instant,
};

function eventAbout<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ data: z.object({ id: identifier, attributes: z.object(shape) }) });
}

/** An order; amounts are in minor units. */
export const orderEvent = eventAbout({
  ...payment,
  first_order_item: details({ product_id: reference, product_name: text, variant_name: text }),
});

/** A bill of a subscription, paid or not. */
export const invoiceEvent = eventAbout({
  ...payment,
  subscription_id: reference,
  billing_reason: word,
});

/** A subscription, which doesn't say what it costs. */
export const subscriptionEvent = eventAbout({
  ...person,
  status: word,
  product_id: reference,
  product_name: text,
  cancelled: z.boolean().nullish(),
  renews_at: instant,
  created_at: instant,
});
