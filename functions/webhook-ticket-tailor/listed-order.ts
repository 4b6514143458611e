import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { identifier } from "../../shared/mapping/fields.ts";
import { fromUnixSeconds } from "../../shared/mapping/instants.ts";

const unixSeconds = z.number().int().nonnegative();

const listedTicket = z
  .object({ id: identifier, created_at: unixSeconds, updated_at: unixSeconds.nullish() })
  .passthrough();

/** An order as the API lists it, with the tickets that were issued for it. */
export const listedOrder = z
  .object({ id: identifier, created_at: unixSeconds, issued_tickets: z.array(listedTicket).default([]) })
  .passthrough();

// Ticket Tailor's clock and ours may differ by this much.
const clockSkewSeconds = 60;

/**
 * What a listed order says, as events: of the order, and of each of its tickets. Each is told by what it says, so that the same
 * state is one event however often it is listed.
 *
 * The list names no time of an order's last change. It counts as of a minute before the list was asked for, and so gives way to
 * whatever was delivered since.
 */
export function orderEvents(order: z.output<typeof listedOrder>, listedAt: Date): readonly IdentifiedEvent[] {
  const { id, created_at, issued_tickets: tickets } = order;
  const askedAt = Math.floor(listedAt.getTime() / 1000) - clockSkewSeconds;
  return [
    listed("ORDER.RECONCILED", id, Math.max(created_at, askedAt), order),
    ...tickets.map((ticket) =>
      listed("ISSUED_TICKET.RECONCILED", ticket.id, ticket.updated_at ?? ticket.created_at, ticket),
    ),
  ];
}

function listed(type: string, id: string, at: number, payload: object): IdentifiedEvent {
  const occurredAt = fromUnixSeconds(at);
  const eventId = `reconciled:${compositeId([id, payload])}`;
  return {
    id: eventId,
    type,
    occurredAt,
    payload: { id: eventId, event: type, created_at: occurredAt, payload },
  };
}
