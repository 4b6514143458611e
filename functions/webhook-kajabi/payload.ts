import { z } from "zod/v3";
import type { IdentifiedEvent, MappingDefaults } from "../../shared/intake/provider.ts";
import { details, identifier, instant, reference, text, word } from "../../shared/mapping/fields.ts";

// What we read of Kajabi's bodies. Its dashboard's webhooks send an object (flat, or nested as newer help pages have it), its
// public API's hooks a list of JSON:API resources.

const amount = z.number().nullish();

/** Both forms of the dashboard's sales; the names of the nested transaction's fields are not documented. */
export const dashboardSale = z.object({
  payload: z.object({
    member_id: reference,
    member_email: text,
    member_name: text,
    member_first_name: text,
    member_last_name: text,
    contact_phone_number: text,
    contact_address_country: text,
    offer_id: reference,
    offer_title: text,
    transaction_id: reference,
    transaction_created_at: instant,
    amount_paid: amount,
    currency: word,
    trial: z.unknown(),
    trial_period_days: z.unknown(),
    subscription_id: reference,
    subscription_created_at: instant,
    interval_payment_amount: amount,
    interval: z.unknown(),
    interval_count: z.unknown(),
    offer: details({ id: reference, title: text }),
    member: details({ id: reference, email: text, name: text, first_name: text, last_name: text }),
    extra_contact_information: details({ phone_number: text, address_country: text }),
    payment_transaction: z
      .object({ id: reference, amount_paid: amount, currency: word, created_at: instant })
      .nullish(),
  }),
});

/** A dashboard's form: its fields are named as the form's author named them. */
export const dashboardForm = z.object({ payload: z.record(z.unknown()) });

const related = details({ data: details({ id: reference }) });

const resource = z.object({
  id: identifier,
  type: z.string(),
  attributes: z
    .object({
      name: text,
      email: text,
      phone_number: text,
      mobile_phone_number: text,
      address_country: text,
      title: text,
      action: word,
      state: word,
      amount_in_cents: amount,
      currency: word,
      item_type: word,
      item_id: reference,
      created_at: instant,
      updated_at: instant,
      deactivated_at: instant,
    })
    .default({}),
  relationships: details({ customer: related, contact: related, offer: related }),
});

/** https://developers.kajabi.com/api-reference/webhooks/purchase-sample and its siblings */
export const apiHook = z.object({ payload: z.array(resource) });

/** One resource of an API hook, and where in the payload it stands. */
export type Resource = z.output<typeof resource> & { readonly path: string };

/** An event of Kajabi's. Its time is the sender's, or null. */
export type KajabiEvent = Pick<IdentifiedEvent, "id" | "type" | "occurredAt" | "payload"> & {
  readonly defaults: MappingDefaults;
};
