import { readContact } from "../../shared/contacts/read-contact.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { invoiceEvent } from "./payload.ts";

/** Maps `invoice.payment_made` to who paid. The money is told by `payment.*`, under an id that an invoice doesn't know. */
export async function normaliseInvoice({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(invoiceEvent, payload);
  if (!read.ok) return read;
  const recipient = read.value.data.object.invoice.primary_recipient;
  const contact = await readContact(
    { at },
    {
      email: recipient?.email_address,
      identities: { "square:customer": recipient?.customer_id },
      given_name: recipient?.given_name,
      family_name: recipient?.family_name,
      phone: recipient?.phone_number,
      phone_countries: [recipient?.address?.country, defaults.phoneCountry],
    },
  );
  return { ok: true, changes: contact };
}
