import { readContact } from "../../shared/contacts/read-contact.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { customerEvent } from "./payload.ts";

/** Maps `customer.created` and `customer.updated`. */
export async function normaliseCustomer({ type, at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(customerEvent, payload);
  if (!read.ok) return read;
  const { customer } = read.value.data.object;
  const contact = await readContact(
    { at: customer.updated_at ?? at, rank: type === "customer.created" ? created : updated },
    {
      email: customer.email_address,
      identities: { "square:customer": customer.id },
      given_name: customer.given_name,
      family_name: customer.family_name,
      phone: customer.phone_number,
      phone_countries: [customer.address?.country, defaults.phoneCountry],
    },
  );
  return { ok: true, changes: contact };
}
