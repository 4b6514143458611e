import { z } from "zod/v3";

// As the database counts characters, and JavaScript doesn't.
const upTo = (longest: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Array.from(text).length <= longest, `has more than ${longest} characters`);
const text = upTo(255);

/** A lead as the constraints of `leads` take it: anything else would be refused there as not-storable, without saying what it was. */
export const storableLead = z
  .object({
    full_name: upTo(511),
    given_name: text,
    family_name: text,
    email: z
      .string()
      .max(254)
      .regex(/^[^@ \t\n\r]+@[^@ \t\n\r]+$/),
    phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
    phone_sent: text,
    street: text,
    unit: text,
    city: text,
    state: z.string().regex(/^[A-Z]{2}$/),
    postal_code: z.string().regex(/^\d{5}(?:-\d{4})?$/),
    county: text,
    property_type: text,
    bedrooms: z.number().min(0).max(1000),
    bathrooms: z.number().min(0).max(1000),
    living_area_sqft: z.number().int().min(0).max(100_000_000),
    year_built: z.number().int().min(1000).max(2200),
    estimated_value_amount: z.number().int().min(0).max(1_000_000_000_000),
    estimated_value_currency: z.string().regex(/^[A-Z]{3}$/),
    owner_occupied: z.boolean(),
    tags: z.array(z.string().min(1)),
    mak: z.string().regex(/^\d{6,20}$/),
    apn: z.string().regex(/^[A-Z0-9]{1,64}$/),
    apn_county: text,
    verification: z.object({
      provider: z.string().min(1),
      codes: z.array(z.string()),
      payload: z.record(z.unknown()).optional(),
    }),
    consent: z.boolean(),
    consent_at: z.string().datetime({ offset: true }),
    consent_source: text,
    consent_text_version: text,
    score: z.number().int().min(0).max(100),
  })
  .partial()
  .strict();
