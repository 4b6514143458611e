import { z } from "zod/v3";
import { details, identifier, instant, text, word } from "../../shared/mapping/fields.ts";

const customer = details({ number: text, name: text, email: text });

/** What we read of Vapi's server messages: https://docs.vapi.ai/server-url/events */
export const callEvent = z.object({
  message: z.object({
    call: z.object({ id: identifier, customer }),
    customer,
    status: word,
    endedReason: text,
    endedAt: instant,
  }),
});
