import { z } from "zod/v3";
import { details, identifier, text } from "../../shared/mapping/fields.ts";

const field = details({ id: text, ref: text, title: text });

/** `form_response`: https://www.typeform.com/developers/webhooks/example-payload/ */
export const responseEvent = z.object({
  form_response: z.object({
    token: identifier,
    definition: details({ title: text, fields: z.array(field).catch([]) }),
    answers: z
      .array(details({ type: text, email: text, phone_number: text, text, field }))
      .optional()
      .catch(undefined),
  }),
});

/** A form that was filled in. */
export type FormResponse = z.output<typeof responseEvent>["form_response"];
