import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readMoney } from "../../shared/money/read-money.ts";
import { paymentEvent } from "./payload.ts";

// https://developer.squareup.com/reference/square/objects/Payment
const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["APPROVED", "pending"],
  ["PENDING", "pending"],
  ["COMPLETED", "succeeded"],
  ["CANCELED", "cancelled"],
  ["FAILED", "failed"],
]);

/**
 * Maps `payment.created` and `payment.updated`, each of which carries the payment as it then was, with all that was refunded
 * of it. `refund.*` tells of one refund alone, which can't be added up when told twice.
 */
export async function normalisePayment({ at: sentAt, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(paymentEvent, payload);
  if (!read.ok) return read;
  const { payment } = read.value.data.object;
  const path = "data.object.payment";
  // What was paid includes the tip; `amount_money` doesn't.
  const total = payment.total_money ? "total_money" : "amount_money";
  const paid = readMoney({
    amount: payment[total]?.amount,
    currency: payment[total]?.currency,
    fields: { amount: `${path}.${total}.amount`, currency: `${path}.${total}.currency` },
  });
  if (!paid.ok) return paid;
  const refunded = readMoney({
    amount: payment.refunded_money?.amount,
    currency: payment.refunded_money?.currency,
    fields: { amount: `${path}.refunded_money.amount`, currency: `${path}.refunded_money.currency` },
  });
  if (!refunded.ok) return refunded;

  const contact = await readContact(
    { at: payment.created_at ?? sentAt },
    {
      email: payment.buyer_email_address,
      identities: { "square:customer": payment.customer_id },
    },
  );
  const status = statuses.get(payment.status);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    // An event is made some time after the change it tells of.
    at: payment.updated_at ?? sentAt,
    rank: paymentRank(status),
    external_id: payment.id,
    ...paid.value,
    payment_status: status,
    refunded_amount: refunded.value?.amount,
    description: payment.note,
    occurred_at: payment.created_at,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}
