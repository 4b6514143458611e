import { z } from "zod/v3";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// What we read of PayPal's resources. Version 1 (sales) and version 2 (captures) name the same things differently.

const money = z.object({
  value: z.string().optional(),
  currency_code: z.string().optional(),
  total: z.string().optional(),
  currency: z.string().optional(),
});

const links = z
  .array(z.object({ href: z.string() }))
  .optional()
  .catch(undefined);

const payer = details({
  payer_id: reference,
  email_address: text,
  name: details({ given_name: text, surname: text, full_name: text }),
  phone: details({ phone_number: details({ national_number: text }) }),
  address: details({ country_code: text }),
});

function eventAbout<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ resource: z.object(shape) });
}

/** https://developer.paypal.com/docs/api/payments/v2/#captures_get */
export const captureEvent = eventAbout({
  id: identifier,
  amount: money,
  create_time: instant,
  supplementary_data: details({ related_ids: details({ order_id: reference }) }),
  links,
});

/** https://developer.paypal.com/docs/api/payments/v1/#sale_get */
export const saleEvent = eventAbout({
  id: identifier,
  amount: money,
  create_time: instant,
  billing_agreement_id: reference,
});

/** A refund of a capture or a sale: https://developer.paypal.com/docs/api/payments/v2/#refunds_get */
export const refundEvent = eventAbout({
  id: identifier,
  amount: money,
  capture_id: reference,
  sale_id: reference,
  total_refunded_amount: money.nullish(),
  seller_payable_breakdown: z.object({ total_refunded_amount: money.nullish() }).nullish(),
  supplementary_data: details({ related_ids: details({ capture_id: reference }) }),
  links,
});

const capture = z.object({ id: identifier, status: word, amount: money, create_time: instant });

/** https://developer.paypal.com/docs/api/orders/v2/#orders_get */
export const orderEvent = eventAbout({
  id: identifier,
  payer,
  // Since 2023 an order names who pays here; `payer` is deprecated.
  payment_source: details({
    paypal: details({
      account_id: reference,
      email_address: text,
      name: details({ given_name: text, surname: text }),
      phone_number: details({ national_number: text }),
      address: details({ country_code: text }),
    }),
  }),
  purchase_units: z
    .array(
      z.object({
        description: text,
        payments: z.object({ captures: z.array(capture).nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** https://developer.paypal.com/docs/api/subscriptions/v1/#subscriptions_get */
export const subscriptionEvent = eventAbout({
  id: identifier,
  plan_id: reference,
  status: word,
  status_update_time: instant,
  start_time: instant,
  subscriber: payer,
  billing_info: details({ next_billing_time: instant }),
});

/** https://developer.paypal.com/docs/api/subscriptions/v1/#plans_get and catalog products */
export const productEvent = eventAbout({ id: identifier, name: text });

/** An amount in the words of either version. */
export type PaypalMoney = z.output<typeof money>;
/** The links of a resource to others. */
export type PaypalLinks = z.output<typeof links>;
