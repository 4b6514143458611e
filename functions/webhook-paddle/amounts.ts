import type { Read } from "../../shared/mapping/read-payload.ts";
import { type Money, readMoney } from "../../shared/money/read-money.ts";

const wholeNumber = /^-?\d{1,15}$/;

/** Money as Paddle writes it: a string that counts minor units. Undefined when it stated no amount. */
export function readPaddleMoney(
  amount: string | null | undefined,
  currency: string | null | undefined,
  fields: { readonly amount: string; readonly currency: string },
): Read<Money | undefined> {
  // A string would be read as a decimal number of the currency itself.
  const units = typeof amount === "string" ? (wholeNumber.test(amount) ? Number(amount) : NaN) : undefined;
  return readMoney({ amount: units, currency, fields });
}
