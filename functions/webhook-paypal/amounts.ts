import type { Read } from "../../shared/mapping/read-payload.ts";
import { type Money, requireMoney } from "../../shared/money/read-money.ts";
import type { PaypalMoney } from "./payload.ts";

/** Money of either version, at `path` in the payload; problems name the field as that version does. */
export function readPaypalMoney(money: PaypalMoney, path: string): Read<Money> {
  const isVersion1 = money.total !== undefined || money.currency !== undefined;
  return requireMoney({
    amount: money.total ?? money.value,
    currency: money.currency ?? money.currency_code,
    fields: isVersion1
      ? { amount: `${path}.${money.value === undefined ? "total" : "value"}`, currency: `${path}.currency` }
      : { amount: `${path}.value`, currency: `${path}.currency_code` },
  });
}
