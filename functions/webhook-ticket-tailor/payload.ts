import { z } from "zod/v3";
import { details, identifier, reference, text, unixTime, word } from "../../shared/mapping/fields.ts";

// What we read of Ticket Tailor's objects: https://developers.tickettailor.com/

function eventAbout<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ payload: z.object(shape) });
}

/** An order; amounts count units of which `base_multiplier` make one of the currency. */
export const orderEvent = eventAbout({
  id: identifier,
  status: word,
  created_at: unixTime,
  currency: z.object({ code: z.string(), base_multiplier: z.number().nullish() }),
  total: z.number(),
  refund_amount: z.number().nullish(),
  buyer_details: details({
    email: text,
    name: text,
    first_name: text,
    last_name: text,
    phone: text,
    address: details({ country: text }),
  }),
  event_summary: details({ id: reference, event_id: reference, name: text }),
  line_items: z
    .array(z.object({ description: text }))
    .optional()
    .catch(undefined),
});

/** A ticket, whose holder may be another than the buyer of the order. */
export const issuedTicketEvent = eventAbout({
  id: identifier,
  order_id: reference,
  event_id: reference,
  description: text,
  status: word,
  voided_at: z.unknown(),
  checked_in: z.unknown(),
  created_at: unixTime,
  email: text,
  full_name: text,
  first_name: text,
  last_name: text,
  phone: text,
});

/** An event that tickets are sold for. */
export const eventEvent = eventAbout({ id: identifier, name: text });

/** Who waits for tickets. Which of the ids is sent for an event or a series of them is not documented. */
export const waitlistSignupEvent = eventAbout({
  id: identifier,
  email: text,
  name: text,
  first_name: text,
  last_name: text,
  phone: text,
  event_id: reference,
  event_occurrence_id: reference,
  event_series_id: reference,
});
