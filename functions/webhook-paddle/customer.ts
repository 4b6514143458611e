import { readContact } from "../../shared/contacts/read-contact.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, updated } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { customerEvent } from "./payload.ts";

/** Maps `customer.created` and `customer.updated`. */
export async function normaliseCustomer({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(customerEvent, payload);
  if (!read.ok) return read;
  const customer = read.value.data;
  const contact = await readContact(
    { at: customer.updated_at ?? at, rank: type === "customer.created" ? created : updated },
    {
      email: customer.email,
      identities: { "paddle:customer": customer.id },
      full_name: customer.name,
    },
  );
  return { ok: true, changes: contact };
}
