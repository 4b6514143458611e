import type { ProductChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readAmounts } from "./amounts.ts";
import { readCustomer } from "./customer.ts";
import { orderEvent } from "./payload.ts";

// https://docs.lemonsqueezy.com/api/orders/the-order-object; `fraudulent` is left unsaid: whether money was taken isn't told.
const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["pending", "pending"],
  ["failed", "failed"],
  ["paid", "succeeded"],
  ["partial_refund", "succeeded"],
  ["refunded", "succeeded"],
]);

/** Maps `order_created` and `order_refunded`, each of which carries the order as it then was. */
export async function normaliseOrder({ at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(orderEvent, payload);
  if (!read.ok) return read;
  const { id, attributes: order } = read.value.data;
  const amounts = readAmounts(order);
  if (!amounts.ok) return amounts;

  const { product_id: product, product_name: name } = order.first_order_item ?? {};
  const products = product
    ? [stated<ProductChange>({ kind: "product", at, external_id: product, name })]
    : [];
  const status = statuses.get(order.status);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    // Orders and invoices are numbered apart.
    external_id: `orders/${id}`,
    ...amounts.value.paid,
    payment_status: status,
    refunded_amount: amounts.value.refunded,
    product,
    description: name,
    occurred_at: order.created_at,
    confirmed: true,
  });
  // What the buyer entered is from when the order was made, however late it is refunded.
  const contact = await readCustomer({ at: order.created_at ?? at }, order);
  return { ok: true, changes: [...contact, ...products, transaction] };
}
