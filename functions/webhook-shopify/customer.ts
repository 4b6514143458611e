import { readContact, type SentContact } from "../../shared/contacts/read-contact.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { customerBody, resource, type ShopifyEvent } from "./payload.ts";

/** Maps a customer, as `customers/create` and `customers/update` bring it. */
export async function normaliseCustomer({ id, at, payload, defaults }: ShopifyEvent): Promise<Normalised> {
  const read = readPayload(customerBody, payload);
  if (!read.ok) return read;
  const customer = read.value;
  const contact = await readContact(
    { at },
    {
      email: customer.email,
      identities: customerIdentity(id),
      given_name: customer.first_name,
      family_name: customer.last_name,
      phone: customer.phone,
      phone_countries: [customer.default_address?.country_code, defaults.phoneCountry],
    },
  );
  return { ok: true, changes: contact };
}

/** The identity of a customer by their id. */
export function customerIdentity(id: string | undefined): NonNullable<SentContact["identities"]> {
  return { "shopify:customer": id };
}

/** The id of a customer inside of something else: exact in the global id, and in the number only while that is small. */
export function customerIdOf(
  customer:
    { readonly id?: string | undefined; readonly admin_graphql_api_id?: string | undefined } | undefined,
): string | undefined {
  return resource.safeParse(customer).data?.admin_graphql_api_id.id ?? customer?.id;
}
