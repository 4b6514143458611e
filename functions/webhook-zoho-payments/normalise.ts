import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { readMoney, requireMoney } from "../../shared/money/read-money.ts";
import { paymentEvent, refundEvent } from "./payload.ts";

const statuses = new Map<string, NonNullable<TransactionChange["payment_status"]>>([
  ["payment.pending", "pending"],
  ["payment.succeeded", "succeeded"],
  ["payment.failed", "failed"],
]);

/** Maps payments and refunds. */
export async function normalise(
  { type, occurredAt: at, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const status = statuses.get(type);
  if (!status && type !== "refund.succeeded") return unmapped;
  if (at === null) return { ok: false, problem: { code: "missing-field", field: "event_time" } };
  return status ? normalisePayment(status, at, payload, defaults) : normaliseRefund(at, payload);
}

async function normalisePayment(
  status: NonNullable<TransactionChange["payment_status"]>,
  at: string,
  payload: unknown,
  { phoneCountry }: MappingDefaults,
): Promise<Normalised> {
  const read = readPayload(paymentEvent, payload);
  if (!read.ok) return read;
  const { payment } = read.value.event_object;
  const fields = { amount: "event_object.payment.amount", currency: "event_object.payment.currency" };
  const paid = requireMoney({ amount: payment.amount, currency: payment.currency, fields });
  if (!paid.ok) return paid;
  const refunded = readMoney({
    amount: payment.amount_refunded,
    currency: payment.currency,
    fields: { ...fields, amount: "event_object.payment.amount_refunded" },
  });
  if (!refunded.ok) return refunded;
  const contact = await readContact(
    { at },
    { email: payment.receipt_email, phone: payment.phone, phone_countries: [phoneCountry] },
  );
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: payment.payment_id,
    ...paid.value,
    payment_status: status,
    refunded_amount: refunded.value?.amount,
    description: payment.description,
    occurred_at: status === "succeeded" ? (payment.date ?? at) : undefined,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}

/** A refund tells its own amount and not the sum of all: it counts as a part, or, without an id, as all that is known. */
function normaliseRefund(at: string, payload: unknown): Normalised {
  const read = readPayload(refundEvent, payload);
  if (!read.ok) return read;
  const { refund } = read.value.event_object;
  const fields = { amount: "event_object.refund.amount", currency: "event_object.refund.currency" };
  const refunded = requireMoney({ amount: refund.amount, currency: refund.currency, fields });
  if (!refunded.ok) return refunded;
  const { refund_id: part, payment_id } = refund;
  const { amount } = refunded.value;
  const transaction: TransactionChange = {
    kind: "transaction",
    at,
    rank: paymentRank("succeeded"),
    external_id: payment_id,
    payment_status: "succeeded",
    ...(part === undefined ? { refunded_amount: amount } : { refund_parts: { [part]: amount } }),
    confirmed: true,
  };
  return { ok: true, changes: [transaction] };
}
