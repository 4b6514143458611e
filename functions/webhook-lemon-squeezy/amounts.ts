import { type Read } from "../../shared/mapping/read-payload.ts";
import { type Money, readMoney } from "../../shared/money/read-money.ts";

type Sent = {
  readonly currency?: string | null | undefined;
  readonly total?: number | null | undefined;
  readonly refunded_amount?: number | null | undefined;
  readonly refunded?: boolean | null | undefined;
};

/** What an order or an invoice comes to, and what of it was given back. */
export type Amounts = { readonly paid: Money | undefined; readonly refunded: number | undefined };

/** The amounts of an order or an invoice. Before `refunded_amount` there was, refunds were of all or nothing. */
export function readAmounts(sent: Sent): Read<Amounts> {
  const paid = readAmount(sent, "total");
  if (!paid.ok) return paid;
  const refunded = readAmount(sent, "refunded_amount");
  if (!refunded.ok) return refunded;
  const whole = sent.refunded === true ? paid.value?.amount : undefined;
  return { ok: true, value: { paid: paid.value, refunded: refunded.value?.amount ?? whole } };
}

function readAmount(sent: Sent, field: "total" | "refunded_amount"): Read<Money | undefined> {
  return readMoney({
    amount: sent[field],
    currency: sent.currency,
    fields: { amount: `data.attributes.${field}`, currency: "data.attributes.currency" },
  });
}
