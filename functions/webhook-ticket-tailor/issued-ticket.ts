import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, RegistrationChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { registrationRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { issuedTicketEvent } from "./payload.ts";

type Ticket = z.output<typeof issuedTicketEvent>["payload"];

/** Maps `ISSUED_TICKET.*`. The ticket's id is no identity of its holder: a ticket can be passed on. */
export async function normaliseIssuedTicket({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(issuedTicketEvent, payload);
  if (!read.ok) return read;
  const ticket = read.value.payload;
  const contact = await readContact(
    { at },
    {
      email: ticket.email,
      full_name: ticket.full_name,
      given_name: ticket.first_name,
      family_name: ticket.last_name,
      phone: ticket.phone,
      phone_countries: [defaults.phoneCountry],
    },
  );
  const { event_id: event } = ticket;
  const products: readonly ProductChange[] = event ? [{ kind: "product", at, external_id: event }] : [];
  const status = statusOf(ticket);
  const registration = stated<RegistrationChange>({
    kind: "registration",
    at,
    rank: registrationRank(status),
    external_id: ticket.id,
    registration_kind: "ticket",
    status,
    product: event,
    title: ticket.description,
    transaction: ticket.order_id,
    occurred_at: ticket.created_at,
  });
  return { ok: true, changes: [...contact, ...products, registration] };
}

function statusOf({ status, voided_at, checked_in }: Ticket): NonNullable<RegistrationChange["status"]> {
  if (status?.toLowerCase() === "voided" || Boolean(voided_at)) return "cancelled";
  return String(checked_in) === "true" ? "checked_in" : "active";
}
