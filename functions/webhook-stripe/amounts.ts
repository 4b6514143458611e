import { readMoney, requireMoney, type SentMoney } from "../../shared/money/read-money.ts";

// Stripe counts in ISO 4217's minor units but for these: https://docs.stripe.com/currencies#special-cases and, for the
// ariary, #zero-decimal. Seen 2026-11.
const digitsByCurrency = new Map([
  ["MGA", 0],
  ["ISK", 2],
  ["UGX", 2],
]);

/** Money as Stripe counts it; undefined when it stated no amount. */
export function readStripeMoney(sent: SentMoney) {
  return readMoney(sent, stripeDigits);
}

/** Money as Stripe counts it, which must be stated. */
export function requireStripeMoney(sent: SentMoney) {
  return requireMoney(sent, stripeDigits);
}

function stripeDigits(currency: string, isoDigits: number): number {
  return digitsByCurrency.get(currency) ?? isoDigits;
}
