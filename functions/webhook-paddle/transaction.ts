import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import type { Money } from "../../shared/money/read-money.ts";
import { readPaddleMoney } from "./amounts.ts";
import { transactionEvent } from "./payload.ts";

type Transaction = z.output<typeof transactionEvent>["data"];

// https://developer.paddle.com/api-reference/transactions/overview
const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["draft", "pending"],
  ["ready", "pending"],
  ["billed", "pending"],
  ["paid", "succeeded"],
  ["completed", "succeeded"],
  ["canceled", "cancelled"],
  ["past_due", "failed"],
]);

/** Maps `transaction.*`, each of which carries the transaction as it then was. */
export async function normaliseTransaction({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(transactionEvent, payload);
  if (!read.ok) return read;
  const sent = read.value.data;
  const total = readTotal(sent, "totals");
  if (!total.ok) return total;
  const left = readTotal(sent, "adjusted_totals");
  if (!left.ok) return left;

  const contact = await readContact({ at }, { identities: { "paddle:customer": sent.customer_id } });
  const price = sent.items?.[0]?.price;
  const sold = sent.details?.line_items?.[0]?.product;
  const product = sold?.id ?? price?.product_id;
  const products = product
    ? [stated<ProductChange>({ kind: "product", at, external_id: product, name: sold?.name })]
    : [];
  const status = type === "transaction.payment_failed" ? "failed" : statuses.get(sent.status);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: sent.id,
    ...total.value,
    payment_status: status,
    refunded_amount: refundedOf(total.value, left.value),
    product,
    subscription: sent.subscription_id,
    description: price?.name ?? price?.description,
    occurred_at: status === "succeeded" ? sent.billed_at : undefined,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, ...products, transaction] };
}

function readTotal(sent: Transaction, field: "totals" | "adjusted_totals"): Read<Money | undefined> {
  const fields = { amount: `data.details.${field}.grand_total`, currency: "data.currency_code" };
  return readPaddleMoney(sent.details?.[field]?.grand_total, sent.currency_code, fields);
}

function refundedOf(total: Money | undefined, left: Money | undefined): number | undefined {
  return total && left && left.amount < total.amount ? total.amount - left.amount : undefined;
}
