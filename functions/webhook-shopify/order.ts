import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readMoney } from "../../shared/money/read-money.ts";
import { customerIdentity, customerIdOf } from "./customer.ts";
import { orderBody, type ShopifyEvent } from "./payload.ts";
import { readRefunded } from "./refunded.ts";

type Order = z.output<typeof orderBody>;

// https://shopify.dev/docs/api/admin-rest/latest/resources/order
const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["pending", "pending"],
  ["authorized", "pending"],
  ["partially_paid", "pending"],
  ["paid", "succeeded"],
  ["partially_refunded", "succeeded"],
  ["refunded", "succeeded"],
  ["voided", "cancelled"],
]);

/** Maps an order, as all of `orders/*` bring it: the buyer, what was sold first, and the payment with its refunds. */
export async function normaliseOrder({ id, at, payload, defaults }: ShopifyEvent): Promise<Normalised> {
  const read = readPayload(orderBody, payload);
  if (!read.ok) return read;
  const order = read.value;
  const total = readMoney({
    amount: order.total_price,
    currency: order.currency,
    fields: { amount: "total_price", currency: "currency" },
  });
  if (!total.ok) return total;
  const refunded = readRefunded(order.refunds ?? [], order.currency ?? "");
  if (!refunded.ok) return refunded;

  const { customer } = order;
  const contact = await readContact(
    // What the buyer entered is from when the order was made.
    { at: order.created_at ?? at },
    {
      email: order.email ?? customer?.email,
      identities: customerIdentity(customerIdOf(customer)),
      given_name: customer?.first_name,
      family_name: customer?.last_name,
      phone: order.phone ?? customer?.phone,
      phone_countries: [
        order.billing_address?.country_code,
        customer?.default_address?.country_code,
        defaults.phoneCountry,
      ],
    },
  );
  const { product_id: product, title } = order.line_items?.[0] ?? {};
  const products = product
    ? [stated<ProductChange>({ kind: "product", at, external_id: product, name: title })]
    : [];
  const status = statusOf(order);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: id,
    ...total.value,
    payment_status: status,
    ...refunded.value,
    product,
    description: title ?? order.name,
    occurred_at: order.processed_at ?? order.created_at,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, ...products, transaction] };
}

/** An order that is cancelled after it was paid stays a payment, with a refund. */
function statusOf({ financial_status, cancelled_at }: Order): TransactionChange["payment_status"] {
  const status = statuses.get(financial_status);
  return status === "pending" && Boolean(cancelled_at) ? "cancelled" : status;
}
