import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readPaypalMoney } from "./amounts.ts";
import { saleEvent } from "./payload.ts";

const statuses = new Map<string, TransactionChange["payment_status"]>([
  ["PAYMENT.SALE.COMPLETED", "succeeded"],
  ["PAYMENT.SALE.PENDING", "pending"],
  ["PAYMENT.SALE.DENIED", "failed"],
]);

/** Maps `PAYMENT.SALE.*` but refunds: the payments of subscriptions, whose id names the contact. */
export async function normaliseSale({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(saleEvent, payload);
  if (!read.ok) return read;
  const { id, amount, create_time, billing_agreement_id: subscription } = read.value.resource;
  const money = readPaypalMoney(amount, "resource.amount");
  if (!money.ok) return money;

  const contact = await readContact({ at }, { identities: { "paypal:subscription": subscription } });
  const status = statuses.get(type);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: id,
    ...money.value,
    payment_status: status,
    subscription,
    occurred_at: create_time,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}
