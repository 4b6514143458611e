import { z } from "zod/v3";
import { identifier, text, word } from "../mapping/fields.ts";

const person = { name: text, first_name: text, last_name: text, phone: text, country: text };

/** `contact.created` and `contact.updated`. */
export const contactEvent = z.object({ data: z.object({ email: z.string(), ...person }) });

/** `payment.succeeded` and `payment.refunded`; amounts are minor units of ISO 4217. */
export const paymentEvent = z.object({
  data: z.object({
    id: identifier,
    amount: z.number().nullish(),
    refunded_amount: z.number().nullish(),
    currency: word,
    description: text,
    email: text,
    ...person,
  }),
});

/** Whom an event is about. */
export type Person = z.output<typeof contactEvent>["data"] | z.output<typeof paymentEvent>["data"];
