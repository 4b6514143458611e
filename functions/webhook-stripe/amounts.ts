import { readMoney, type SentMoney } from "../../shared/money/read-money.ts";

// Stripe counts in ISO 4217's minor units but for these: https://docs.stripe.com/currencies#special-cases and, for the
// ariary, #zero-decimal. Seen 2026-11.
const digitsByCurrency = new Map([
  ["MGA", 0],
  ["ISK", 2],
  ["UGX", 2],
]);

/** Money as Stripe counts it; undefined when it stated no amount. */
export function readStripeMoney(sent: SentMoney) {
  return readMoney(sent, (currency, isoDigits) => digitsByCurrency.get(currency) ?? isoDigits);
}
