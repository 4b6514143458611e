import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readAmounts } from "./amounts.ts";
import { readCustomer } from "./customer.ts";
import { invoiceEvent } from "./payload.ts";

// https://docs.lemonsqueezy.com/api/subscription-invoices/the-subscription-invoice-object
const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["pending", "pending"],
  ["paid", "succeeded"],
  ["partial_refund", "succeeded"],
  ["refunded", "succeeded"],
  ["void", "cancelled"],
]);

/** Maps `subscription_payment_*`. A subscription's first payment is its order's: that tells of it, and so it is left out here. */
export async function normaliseInvoice({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(invoiceEvent, payload);
  if (!read.ok) return read;
  const { id, attributes: invoice } = read.value.data;
  const contact = await readCustomer({ at: invoice.created_at ?? at }, invoice);
  if (invoice.billing_reason === "initial") return { ok: true, changes: contact };
  const amounts = readAmounts(invoice);
  if (!amounts.ok) return amounts;

  const status = type === "subscription_payment_failed" ? "failed" : statuses.get(invoice.status);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: `subscription-invoices/${id}`,
    ...amounts.value.paid,
    payment_status: status,
    refunded_amount: amounts.value.refunded,
    subscription: invoice.subscription_id,
    occurred_at: invoice.created_at,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}
