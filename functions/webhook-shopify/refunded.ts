import { type Read } from "../../shared/mapping/read-payload.ts";
import { requireMoney } from "../../shared/money/read-money.ts";
import type { Payment } from "./payload.ts";

/**
 * What payments gave back, in minor units of a currency.
 *
 * Undefined where one of them was made in another currency: a shop that sells in several refunds in the customer's.
 */
export function sumRefunded(payments: readonly Payment[], currency: string): Read<number | undefined> {
  let sum = 0;
  for (const { kind, status, amount, currency: paidIn } of payments) {
    if (kind !== "refund" || status !== "success") continue;
    if (paidIn?.toUpperCase() !== currency.toUpperCase()) return { ok: true, value: undefined };
    const fields = { amount: "refunds.transactions.amount", currency: "refunds.transactions.currency" };
    const money = requireMoney({ amount, currency, fields });
    if (!money.ok) return money;
    sum += money.value.amount;
  }
  return { ok: true, value: sum };
}
