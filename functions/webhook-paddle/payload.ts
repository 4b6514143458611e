import { z } from "zod/v3";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// What we read of Paddle Billing's entities: https://developer.paddle.com/webhooks/overview

const amount = z.string().nullish();
const totals = z.object({ grand_total: amount }).nullish();

/** A transaction: a payment from its first draft on. */
export const transactionEvent = z.object({
  data: z.object({
    id: identifier,
    status: word,
    customer_id: reference,
    subscription_id: reference,
    currency_code: word,
    billed_at: instant,
    details: z
      .object({
        totals,
        // What is left of the totals after refunds and chargebacks; null before the first of them.
        adjusted_totals: totals,
        line_items: z
          .array(z.object({ product: details({ id: reference, name: text }) }))
          .optional()
          .catch(undefined),
      })
      .nullish(),
    items: z
      .array(z.object({ price: details({ product_id: reference, name: text, description: text }) }))
      .optional()
      .catch(undefined),
  }),
});

/** A refund, credit or chargeback of a transaction, or of a part of it. */
export const adjustmentEvent = z.object({
  data: z.object({
    id: identifier,
    action: word,
    status: word,
    transaction_id: identifier,
    customer_id: reference,
    currency_code: word,
    totals: z.object({ total: amount }),
  }),
});

/** A customer. */
export const customerEvent = z.object({
  data: z.object({ id: identifier, email: text, name: text, updated_at: instant }),
});

const item = z.object({
  quantity: z.number().nullish(),
  recurring: z.boolean().nullish(),
  price: z
    .object({
      product_id: reference,
      unit_price: z.object({ amount, currency_code: word }).nullish(),
    })
    .nullish(),
  product: details({ name: text }),
});

/** A subscription of one or more items. */
export const subscriptionEvent = z.object({
  data: z.object({
    id: identifier,
    status: word,
    customer_id: reference,
    started_at: instant,
    canceled_at: instant,
    next_billed_at: instant,
    current_billing_period: details({ ends_at: instant }),
    billing_cycle: details({ interval: word, frequency: z.number() }),
    scheduled_change: details({ action: word }),
    items: z.array(item).nullish(),
  }),
});
