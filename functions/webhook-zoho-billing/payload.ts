import { z } from "zod/v3";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// https://www.zoho.com/billing/api/v1/payments/ and https://www.zoho.com/billing/api/v1/subscription/

/** Billing counts in the currency itself, and sends a number: `49.9` is 4990 cents. */
const amount = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((sent) => (typeof sent === "number" ? String(sent) : sent));

/** A day, which counts from its beginning in UTC; left out when it is none. */
const day = z
  .unknown()
  .transform((sent) =>
    typeof sent === "string" ? (parseInstant(`${sent}T00:00:00Z`) ?? undefined) : undefined,
  );

const person = {
  customer_id: reference,
  email: text,
  display_name: text,
  customer_name: text,
  first_name: text,
  last_name: text,
  phone: text,
  mobile: text,
};

/** `payment_*`. */
export const paymentEvent = z.object({
  data: z.object({
    payment: z.object({
      payment_id: identifier,
      amount,
      amount_refunded: amount,
      currency_code: word,
      description: text,
      date: day,
      ...person,
    }),
  }),
});

/** `subscription_*`. */
export const subscriptionEvent = z.object({
  data: z.object({
    subscription: z.object({
      subscription_id: identifier,
      status: word,
      amount,
      currency_code: word,
      interval: z.unknown(),
      interval_unit: word,
      activated_at: day,
      current_term_ends_at: day,
      cancelled_at: day,
      created_time: instant,
      plan: details({ plan_code: reference, name: text }),
      customer: details(person),
      customer_id: reference,
    }),
  }),
});

/** Whom a payment or a subscription is of. */
export type Person = Partial<z.output<z.ZodObject<typeof person>>>;
