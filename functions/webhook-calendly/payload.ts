import { z } from "zod/v3";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// What we read of Calendly's objects: https://developer.calendly.com/api-docs/

/** An invitee: one person's booking of one event. */
export const inviteeEvent = z.object({
  payload: z.object({
    uri: identifier,
    email: text,
    name: text,
    first_name: text,
    last_name: text,
    text_reminder_number: text,
    created_at: instant,
    payment: z
      .object({
        external_id: reference,
        amount: z.union([z.number(), z.string()]).nullish(),
        currency: word,
        successful: z.boolean().nullish(),
      })
      .nullish(),
    scheduled_event: details({ name: text, start_time: instant }),
  }),
});

/** A submitted routing form, whether or not a booking followed. */
export const routingFormEvent = z.object({
  payload: z.object({
    uri: identifier,
    created_at: instant,
    questions_and_answers: z
      .array(z.object({ question: text, answer: text }))
      .optional()
      .catch(undefined),
  }),
});

/** An invitee as an event tells of them. */
export type Invitee = z.output<typeof inviteeEvent>["payload"];
