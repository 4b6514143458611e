import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { type Money, readMoney } from "../../shared/money/read-money.ts";
import { orderEvent } from "./payload.ts";

type Order = z.output<typeof orderEvent>["payload"];

const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["pending", "pending"],
  ["completed", "succeeded"],
  ["cancelled", "cancelled"],
  ["canceled", "cancelled"],
]);

/** Maps `ORDER.*`: the buyer, the event, and the payment with its refunds. */
export async function normaliseOrder({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(orderEvent, payload);
  if (!read.ok) return read;
  const order = read.value.payload;
  const total = readAmount(order, "total");
  if (!total.ok) return total;
  const refunded = readAmount(order, "refund_amount");
  if (!refunded.ok) return refunded;

  const buyer = order.buyer_details;
  const contact = await readContact(
    { at },
    {
      email: buyer?.email,
      full_name: buyer?.name,
      given_name: buyer?.first_name,
      family_name: buyer?.last_name,
      phone: buyer?.phone,
      phone_countries: [buyer?.address?.country, defaults.phoneCountry],
    },
  );
  const { id, event_id: event = id, name } = order.event_summary ?? {};
  const products = event ? [stated<ProductChange>({ kind: "product", at, external_id: event, name })] : [];
  const status = statuses.get(order.status?.toLowerCase());
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: order.id,
    ...total.value,
    payment_status: status,
    refunded_amount: refunded.value?.amount,
    product: event,
    description: order.line_items?.find(({ description }) => description)?.description,
    occurred_at: order.created_at,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, ...products, transaction] };
}

function readAmount(order: Order, field: "total" | "refund_amount"): Read<Money | undefined> {
  const { code, base_multiplier: multiplier } = order.currency;
  const digits = multiplier ? Math.log10(multiplier) : undefined;
  if (digits !== undefined && ![0, 1, 2, 3, 4].includes(digits)) {
    return { ok: false, problem: { code: "invalid-field", field: "payload.currency.base_multiplier" } };
  }
  return readMoney(
    {
      amount: order[field],
      currency: code,
      fields: { amount: `payload.${field}`, currency: "payload.currency.code" },
    },
    (_, isoDigits) => digits ?? isoDigits,
  );
}
