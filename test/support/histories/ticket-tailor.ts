import fc from "fast-check";
import { issuedTicket, order, ticketTailorEvent, waitlistSignup } from "../payloads/ticket-tailor.ts";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

type Fields = Readonly<Record<string, unknown>>;

const choices = fc.record({
  gaps,
  email: addresses,
  correctedEmail: fc.option(addresses),
  isPendingFirst: fc.boolean(),
  refunds: fc.array(fc.constantFrom(1_000, 4_900), { maxLength: 2 }),
  isCancelled: fc.boolean(),
  tickets: fc.array(
    fc.record({
      email: addresses,
      end: fc.constantFrom("checked in", "voided", "passed on", null),
      heir: addresses,
    }),
    { maxLength: 2 },
  ),
  eventNames: fc.array(fc.constantFrom("Summit", "Speakers Summit"), { maxLength: 2 }),
  waited: fc.boolean(),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (type: string, payload: Fields) => void;

/** What Ticket Tailor sends about one order, the `number`th of a history. */
export function ticketTailorStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    const events: unknown[] = [];
    const emit: Emit = (type, payload) => {
      const created_at = rfc3339(clock()).slice(0, 19).replace("T", " ");
      events.push(ticketTailorEvent(type, payload, { id: `wh_${number}_${events.length}`, created_at }));
    };
    chosen.eventNames.forEach((name, index) => {
      emit(index === 0 ? "EVENT.CREATED" : "EVENT.UPDATED", { object: "event", id: "ev_1", name });
    });
    if (chosen.waited) {
      emit("WAITLIST_SIGNUP.CREATED", waitlistSignup({ id: `ws_${number}`, email: chosen.email }));
    }
    tellOrder(chosen, number, emit);
    tellTickets(chosen, number, emit);
    return events;
  });
}

function tellOrder(chosen: Choices, number: number, emit: Emit): void {
  const bought = (fields: Fields, email = chosen.email) =>
    order({ id: `or_${number}`, buyer_details: { email, name: `Buyer ${number}` }, ...fields });
  emit("ORDER.CREATED", bought({ status: chosen.isPendingFirst ? "pending" : "completed" }));
  if (chosen.isPendingFirst) emit("ORDER.UPDATED", bought({}));
  if (chosen.correctedEmail) emit("ORDER.UPDATED", bought({}, chosen.correctedEmail));
  const refunded = runningTotals(chosen.refunds);
  for (const refund_amount of refunded) emit("ORDER.UPDATED", bought({ refund_amount }));
  if (chosen.isCancelled) {
    emit("ORDER.UPDATED", bought({ status: "cancelled", refund_amount: refunded.at(-1) ?? 0 }));
  }
}

function tellTickets({ tickets }: Choices, number: number, emit: Emit): void {
  for (const [index, { email, end, heir }] of tickets.entries()) {
    const ticket = { id: `it_${number}_${index}`, order_id: `or_${number}`, email };
    emit("ISSUED_TICKET.CREATED", issuedTicket(ticket));
    const ends = {
      "checked in": { checked_in: "true" },
      voided: { status: "voided", voided_at: 1_799_999_999 },
      "passed on": { email: heir },
    };
    if (end) emit("ISSUED_TICKET.UPDATED", issuedTicket({ ...ticket, ...ends[end] }));
  }
}
