import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { readPaddleMoney } from "./amounts.ts";
import { adjustmentEvent } from "./payload.ts";

/** Maps `adjustment.*` where it is a refund that Paddle approved: one of perhaps several, under its own id. */
export async function normaliseAdjustment({ at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(adjustmentEvent, payload);
  if (!read.ok) return read;
  const { id, action, status, transaction_id, customer_id, currency_code, totals } = read.value.data;
  if (action !== "refund" || status !== "approved") return unmapped;
  const refunded = readPaddleMoney(totals.total, currency_code, {
    amount: "data.totals.total",
    currency: "data.currency_code",
  });
  if (!refunded.ok) return refunded;

  const contact = await readContact({ at }, { identities: { "paddle:customer": customer_id } });
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    external_id: transaction_id,
    refund_parts: refunded.value && { [id]: refunded.value.amount },
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}
