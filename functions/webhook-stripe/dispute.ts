import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { requireStripeMoney } from "./amounts.ts";
import { disputeEvent } from "./payload.ts";

/** Maps `charge.dispute.closed` of a dispute that was lost: what the bank took back is refunded, whoever decided it. */
export function normaliseDispute({ at, payload }: DatedEvent): Normalised {
  const read = readPayload(disputeEvent, payload);
  if (!read.ok) return read;
  const { id, status, charge, payment_intent, amount, currency } = read.value.data.object;
  if (status !== "lost") return unmapped;
  const fields = { amount: "data.object.amount", currency: "data.object.currency" };
  const lost = requireStripeMoney({ amount, currency, fields });
  if (!lost.ok) return lost;
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    external_id: payment_intent ?? charge,
    // As with a refund, the payment may turn out to be an invoice's.
    provisional_id: payment_intent === undefined ? undefined : true,
    refund_parts: { [id]: lost.value.amount },
    confirmed: true,
  });
  return { ok: true, changes: [transaction] };
}
