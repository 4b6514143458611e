import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normaliseEvent } from "./event.ts";
import { normaliseIssuedTicket } from "./issued-ticket.ts";
import { normaliseOrder } from "./order.ts";
import { normaliseWaitlistSignup } from "./waitlist-signup.ts";

/** An event of Ticket Tailor's whose time is known; its type in upper case. */
export type TicketTailorEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

// https://developers.tickettailor.com/docs/webhook/configuration. EVENT.DELETED is left out: what was sold stays known.
const mappings = new Map<string, (event: TicketTailorEvent) => Normalised | Promise<Normalised>>([
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

/** Maps an event of Ticket Tailor's to what it says. */
export async function normalise(
  { type: sentType, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const type = sentType.toUpperCase();
  const mapping = mappings.get(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "created_at" } };
  return mapping({ type, at: occurredAt, payload, defaults });
}
