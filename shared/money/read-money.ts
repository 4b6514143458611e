import type { MappingProblem } from "../intake/provider.ts";
import type { Read } from "../mapping/read-payload.ts";
import { currencyDigits } from "./currencies.ts";
import { fromDecimal, largestAmount, rescale } from "./minor-units.ts";

/** An amount in minor units and its currency, as changes state them. */
export type Money = { readonly amount: number; readonly currency: string };

/** Money as it was sent, and where in the payload. */
export type SentMoney = {
  /** A number counts units of the sender's, a string is a decimal number of the currency itself. */
  readonly amount: number | string | null | undefined;
  readonly currency: string | null | undefined;
  readonly fields: { readonly amount: string; readonly currency: string };
};

/** How many decimal digits a sender's units have; by ISO 4217 when it follows that. */
export type SenderDigits = (currency: string, isoDigits: number) => number;

/**
 * Money that a sender stated; the value is undefined when it stated no amount.
 *
 * A problem: an amount without a currency, a currency that isn't one, an amount that isn't a whole number of minor units,
 * is negative or beyond belief.
 */
export function readMoney(
  { amount, currency, fields }: SentMoney,
  senderDigits: SenderDigits = (_, isoDigits) => isoDigits,
): Read<Money | undefined> {
  if (amount === null || amount === undefined) return { ok: true, value: undefined };
  if (currency === null || currency === undefined) return fault("missing-field", fields.currency);
  const code = currency.toUpperCase();
  const digits = currencyDigits(code);
  if (digits === null) return fault("unknown-currency", fields.currency);

  const units =
    typeof amount === "string"
      ? fromDecimal(amount, digits)
      : fromUnits(amount, senderDigits(code, digits), digits);
  if (units === null) return fault("invalid-field", fields.amount);
  if (units < 0 || units > largestAmount) return fault("absurd-amount", fields.amount);
  return { ok: true, value: { amount: units, currency: code } };
}

/** Money that a sender must state: without an amount, a problem too. */
export function requireMoney(sent: SentMoney, senderDigits?: SenderDigits): Read<Money> {
  const read = readMoney(sent, senderDigits);
  if (!read.ok) return read;
  return read.value ? { ok: true, value: read.value } : fault("missing-field", sent.fields.amount);
}

function fromUnits(amount: number, senderDigits: number, digits: number): number | null {
  return Number.isInteger(amount) ? rescale(amount, senderDigits, digits) : null;
}

function fault(code: MappingProblem["code"], field: string): Read<never> {
  return { ok: false, problem: { code, field } };
}
