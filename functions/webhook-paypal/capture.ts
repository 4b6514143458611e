import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readPaypalMoney } from "./amounts.ts";
import { linkedId } from "./links.ts";
import { captureEvent } from "./payload.ts";

const statuses = new Map<string, TransactionChange["payment_status"]>([
  ["PAYMENT.CAPTURE.COMPLETED", "succeeded"],
  ["PAYMENT.CAPTURE.PENDING", "pending"],
  ["PAYMENT.CAPTURE.DENIED", "failed"],
  ["PAYMENT.CAPTURE.DECLINED", "failed"],
]);

/**
 * Maps `PAYMENT.CAPTURE.*` but refunds. A capture doesn't name who paid, only the order, which does: the order's id is an
 * identity of the contact, and joins the two in whatever order they arrive.
 */
export async function normaliseCapture({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(captureEvent, payload);
  if (!read.ok) return read;
  const { id, amount, create_time, supplementary_data, links } = read.value.resource;
  const money = readPaypalMoney(amount, "resource.amount");
  if (!money.ok) return money;

  const order = supplementary_data?.related_ids?.order_id ?? linkedId(links, "orders");
  const contact = await readContact({ at }, { identities: { "paypal:order": order } });
  const status = statuses.get(type);
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: id,
    ...money.value,
    payment_status: status,
    occurred_at: create_time,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}
