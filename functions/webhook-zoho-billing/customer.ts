import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ContactChange } from "../../shared/intake/change.ts";
import type { MappingDefaults } from "../../shared/intake/provider.ts";
import type { Person } from "./payload.ts";

/** The contact that a customer of Billing's is. */
export function readCustomer(
  person: Person,
  at: string,
  { phoneCountry }: MappingDefaults,
): Promise<readonly ContactChange[]> {
  return readContact(
    { at },
    {
      email: person.email,
      identities: { "zoho-billing:customer": person.customer_id },
      full_name: person.display_name ?? person.customer_name,
      given_name: person.first_name,
      family_name: person.last_name,
      phone: person.mobile ?? person.phone,
      phone_countries: [phoneCountry],
    },
  );
}
