import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { type DatedMapping, normaliseDated } from "../../shared/mapping/dated-event.ts";
import { normaliseEvent } from "./event.ts";
import { normaliseIssuedTicket } from "./issued-ticket.ts";
import { normaliseOrder } from "./order.ts";
import { normaliseWaitlistSignup } from "./waitlist-signup.ts";

// https://developers.tickettailor.com/docs/webhook/configuration. EVENT.DELETED is left out: what was sold stays known.
const mappings = new Map<string, DatedMapping>([
  ["ORDER.CREATED", normaliseOrder],
  ["ORDER.UPDATED", normaliseOrder],
  ["ISSUED_TICKET.CREATED", normaliseIssuedTicket],
  ["ISSUED_TICKET.UPDATED", normaliseIssuedTicket],
  ["EVENT.CREATED", normaliseEvent],
  ["EVENT.UPDATED", normaliseEvent],
  ["WAITLIST_SIGNUP.CREATED", normaliseWaitlistSignup],
  // Ours: what job-reconcile found in the API's list.
  ["ORDER.RECONCILED", normaliseOrder],
  ["ISSUED_TICKET.RECONCILED", normaliseIssuedTicket],
]);

const normaliseNamed = normaliseDated((type) => mappings.get(type), {
  code: "missing-field",
  field: "created_at",
});

/** Maps an event of Ticket Tailor's, in whatever case its type is written, to what it says. */
export function normalise(event: IdentifiedEvent, defaults?: MappingDefaults): Promise<Normalised> {
  return normaliseNamed({ ...event, type: event.type.toUpperCase() }, defaults);
}
