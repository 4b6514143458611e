import type { RegistrationChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank, registrationRank } from "../../shared/mapping/life-cycle.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { requireMoney } from "../../shared/money/read-money.ts";
import { readInvitee } from "./invitee.ts";
import { type Invitee, inviteeEvent } from "./payload.ts";

/** Maps `invitee.created` and `invitee.canceled`. A booking that is moved is cancelled, and another one is made. */
export async function normaliseBooking(event: DatedEvent): Promise<Normalised> {
  const read = readPayload(inviteeEvent, event.payload);
  if (!read.ok) return read;
  const invitee = read.value.payload;
  const payment = readPayment(invitee, event.at);
  if (!payment.ok) return payment;

  const status = event.type === "invitee.canceled" ? "cancelled" : "active";
  const registration = stated<RegistrationChange>({
    kind: "registration",
    at: event.at,
    rank: registrationRank(status),
    external_id: invitee.uri,
    registration_kind: "booking",
    status,
    title: invitee.scheduled_event?.name,
    transaction: payment.value?.external_id,
    occurred_at: invitee.scheduled_event?.start_time,
  });
  const transactions = payment.value ? [payment.value] : [];
  return { ok: true, changes: [...(await readInvitee(invitee, event)), ...transactions, registration] };
}

/** What was paid for the booking, which Calendly counts in the currency itself: `99.5` is 9950 cents. */
function readPayment(
  { payment, scheduled_event, created_at }: Invitee,
  at: string,
): Read<TransactionChange | undefined> {
  if (payment?.successful !== true) return { ok: true, value: undefined };
  if (payment.external_id === undefined) {
    return { ok: false, problem: { code: "missing-field", field: "payload.payment.external_id" } };
  }
  const money = requireMoney({
    amount: typeof payment.amount === "number" ? String(payment.amount) : payment.amount,
    currency: payment.currency,
    fields: { amount: "payload.payment.amount", currency: "payload.payment.currency" },
  });
  if (!money.ok) return money;
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank("succeeded"),
    external_id: payment.external_id,
    ...money.value,
    payment_status: "succeeded",
    description: scheduled_event?.name,
    occurred_at: created_at ?? at,
    confirmed: true,
  });
  return { ok: true, value: transaction };
}
