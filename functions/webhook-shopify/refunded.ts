import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Read } from "../../shared/mapping/read-payload.ts";
import { requireMoney } from "../../shared/money/read-money.ts";
import { type Refund, resource } from "./payload.ts";

/** What was given back, as a transaction states it: by refund, or as a whole where one of them has no id that can be read. */
export type Refunded = Pick<TransactionChange, "refund_parts" | "refunded_amount">;

/**
 * What refunds gave back, in minor units of a currency; those that gave nothing back left out.
 *
 * Nothing where a payment was made in another currency: a shop that sells in several refunds in the customer's.
 */
export function readRefunded(refunds: readonly Refund[], currency: string): Read<Refunded> {
  const parts: Record<string, number> = {};
  let sum = 0;
  let isWhole = true;
  for (const refund of refunds) {
    const amount = amountOf(refund, currency);
    if (!amount.ok) return amount;
    if (amount.value === undefined) return { ok: true, value: {} };
    if (amount.value === 0) continue;
    sum += amount.value;
    const id = idOf(refund);
    if (id === undefined) isWhole = false;
    else parts[id] = amount.value;
  }
  if (sum === 0) return { ok: true, value: {} };
  return { ok: true, value: isWhole ? { refund_parts: parts } : { refunded_amount: sum } };
}

function amountOf({ transactions }: Refund, currency: string): Read<number | undefined> {
  let sum = 0;
  for (const { kind, status, amount, currency: paidIn } of transactions ?? []) {
    if (kind !== "refund" || status !== "success") continue;
    if (paidIn?.toUpperCase() !== currency.toUpperCase()) return { ok: true, value: undefined };
    const fields = { amount: "refunds.transactions.amount", currency: "refunds.transactions.currency" };
    const money = requireMoney({ amount, currency, fields });
    if (!money.ok) return money;
    sum += money.value.amount;
  }
  return { ok: true, value: sum };
}

/** A refund's id: exact in the global id, and in the number only while that is small. */
function idOf(refund: Refund): string | undefined {
  return resource.safeParse(refund).data?.admin_graphql_api_id.id ?? refund.id;
}
