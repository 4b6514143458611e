import { z } from "zod/v3";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// What we read of Square's objects: https://developer.squareup.com/reference/square

const money = z.object({ amount: z.number().nullish(), currency: word }).nullish();
const address = details({ country: text });

// A day, as 2027-01-15, in the location's time zone, which isn't sent with it.
const day = z
  .unknown()
  .transform((value) =>
    typeof value === "string" ? (parseInstant(`${value}T00:00:00Z`) ?? undefined) : undefined,
  );

/** A payment; amounts are in minor units. */
export const paymentEvent = z.object({
  data: z.object({
    object: z.object({
      payment: z.object({
        id: identifier,
        status: word,
        created_at: instant,
        updated_at: instant,
        amount_money: money,
        total_money: money,
        refunded_money: money,
        customer_id: reference,
        buyer_email_address: text,
        note: text,
      }),
    }),
  }),
});

/** A payment that its owner disputes. */
export const disputeEvent = z.object({
  data: z.object({
    object: z.object({
      dispute: z.object({
        id: identifier,
        state: word,
        amount_money: money,
        disputed_payment: z.object({ payment_id: identifier }),
      }),
    }),
  }),
});

/** A customer of the seller's. */
export const customerEvent = z.object({
  data: z.object({
    object: z.object({
      customer: z.object({
        id: identifier,
        updated_at: instant,
        email_address: text,
        given_name: text,
        family_name: text,
        phone_number: text,
        address,
      }),
    }),
  }),
});

/** A subscription to a variation of a plan. */
export const subscriptionEvent = z.object({
  data: z.object({
    object: z.object({
      subscription: z.object({
        id: identifier,
        status: word,
        customer_id: reference,
        plan_variation_id: reference,
        // Until 2023-06-08.
        plan_id: reference,
        price_override_money: money,
        start_date: day,
        charged_through_date: day,
        canceled_date: day,
      }),
    }),
  }),
});

/** An invoice, of which only the person it went to concerns us. */
export const invoiceEvent = z.object({
  data: z.object({
    object: z.object({
      invoice: z.object({
        primary_recipient: details({
          customer_id: reference,
          email_address: text,
          given_name: text,
          family_name: text,
          phone_number: text,
          address,
        }),
      }),
    }),
  }),
});
