import { z } from "zod/v3";
import { reference, text } from "../../shared/mapping/fields.ts";

/** What we read of an event about a lead. The lead's own variables are among its fields, under names that the user chose. */
export const leadEvent = z.object({
  lead_email: text,
  email: text,
  firstName: text,
  lastName: text,
  phone: text,
  campaign_id: reference,
  email_id: reference,
  // Describes: a strange one must not keep a reply from being recorded.
  step: z.number().int().min(0).max(1000).optional().catch(undefined),
});
