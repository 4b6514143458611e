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
type Emit = (type: string, payload: Fields) => unknown;

/** What Ticket Tailor sends about one order, the `number`th of a history. */
export function ticketTailorStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    let count = 0;
    const emit: Emit = (type, payload) => {
      const created_at = rfc3339(clock()).slice(0, 19).replace("T", " ");
      return ticketTailorEvent(type, payload, { id: `wh_${number}_${count++}`, created_at });
    };
    const names = chosen.eventNames.map((name, index) =>
      emit(index === 0 ? "EVENT.CREATED" : "EVENT.UPDATED", { object: "event", id: "ev_1", name }),
    );
    const waiting = { id: `ws_${number}`, email: chosen.email };
    return [
      ...names,
      ...(chosen.waited ? [emit("WAITLIST_SIGNUP.CREATED", waitlistSignup(waiting))] : []),
      ...orderEvents(chosen, number, emit),
      ...ticketEvents(chosen, number, emit),
    ];
  });
}

function orderEvents(chosen: Choices, number: number, emit: Emit): readonly unknown[] {
  const bought = (fields: Fields, email = chosen.email) =>
    order({ id: `or_${number}`, buyer_details: { email, name: `Buyer ${number}` }, ...fields });
  const { isPendingFirst, correctedEmail, refunds, isCancelled } = chosen;
  const refunded = runningTotals(refunds);
  return [
    emit("ORDER.CREATED", bought({ status: isPendingFirst ? "pending" : "completed" })),
    ...(isPendingFirst ? [emit("ORDER.UPDATED", bought({}))] : []),
    ...(correctedEmail ? [emit("ORDER.UPDATED", bought({}, correctedEmail))] : []),
    ...refunded.map((refund_amount) => emit("ORDER.UPDATED", bought({ refund_amount }))),
    ...(isCancelled
      ? [emit("ORDER.UPDATED", bought({ status: "cancelled", refund_amount: refunded.at(-1) ?? 0 }))]
      : []),
  ];
}

function ticketEvents({ tickets }: Choices, number: number, emit: Emit): readonly unknown[] {
  return tickets.flatMap(({ email, end, heir }, index) => {
    const ticket = { id: `it_${number}_${index}`, order_id: `or_${number}`, email };
    const issued = emit("ISSUED_TICKET.CREATED", issuedTicket(ticket));
    if (end === null) return [issued];
    const ends = {
      "checked in": { checked_in: "true" },
      voided: { status: "voided", voided_at: 1_799_999_999 },
      "passed on": { email: heir },
    };
    return [issued, emit("ISSUED_TICKET.UPDATED", issuedTicket({ ...ticket, ...ends[end] }))];
  });
}
