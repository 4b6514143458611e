import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readMoney, requireMoney } from "../../shared/money/read-money.ts";
import { readCustomer } from "./customer.ts";
import { paymentEvent } from "./payload.ts";

const fields = { amount: "data.payment.amount", currency: "data.payment.currency_code" };

/** Maps `payment_*`, each of which carries the payment with all that was refunded of it. */
export async function normalisePayment({ type, at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(paymentEvent, payload);
  if (!read.ok) return read;
  const { payment } = read.value.data;
  const paid = requireMoney({ amount: payment.amount, currency: payment.currency_code, fields });
  if (!paid.ok) return paid;
  const refunded = readMoney({
    amount: payment.amount_refunded,
    currency: payment.currency_code,
    fields: { ...fields, amount: "data.payment.amount_refunded" },
  });
  if (!refunded.ok) return refunded;
  const status = type === "payment_declined" ? "failed" : "succeeded";
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: payment.payment_id,
    ...paid.value,
    payment_status: status,
    refunded_amount: refunded.value?.amount,
    description: payment.description,
    occurred_at: status === "succeeded" ? payment.date : undefined,
    confirmed: true,
  });
  return { ok: true, changes: [...(await readCustomer(payment, at, defaults)), transaction] };
}
