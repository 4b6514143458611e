import { z } from "zod/v3";
import { identifier, reference, text, unixTime, word } from "../../shared/mapping/fields.ts";

// https://www.zoho.com/us/payments/api/v1/webhooks-events/

const amount = z.string().nullish();

/** `payment.*`. */
export const paymentEvent = z.object({
  event_object: z.object({
    payment: z.object({
      payment_id: identifier,
      amount,
      amount_refunded: amount,
      currency: word,
      description: text,
      receipt_email: text,
      phone: text,
      date: unixTime,
    }),
  }),
});

/** `refund.succeeded`. */
export const refundEvent = z.object({
  event_object: z.object({
    refund: z.object({ refund_id: reference, payment_id: identifier, amount, currency: word }),
  }),
});
