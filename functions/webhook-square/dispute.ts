import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { requireMoney } from "../../shared/money/read-money.ts";
import { disputeEvent } from "./payload.ts";

// https://developer.squareup.com/reference/square/enums/DisputeState
const ends: readonly unknown[] = ["LOST", "ACCEPTED"];

/** Maps `dispute.state.updated` of a dispute that was lost, or given in to: what the bank took back is refunded. */
export function normaliseDispute({ at, payload }: DatedEvent): Normalised {
  const read = readPayload(disputeEvent, payload);
  if (!read.ok) return read;
  const { id, state, amount_money, disputed_payment } = read.value.data.object.dispute;
  if (!ends.includes(state)) return unmapped;
  const path = "data.object.dispute.amount_money";
  const lost = requireMoney({
    amount: amount_money?.amount,
    currency: amount_money?.currency,
    fields: { amount: `${path}.amount`, currency: `${path}.currency` },
  });
  if (!lost.ok) return lost;
  const transaction: TransactionChange = {
    kind: "transaction",
    at,
    external_id: disputed_payment.payment_id,
    refund_parts: { [id]: lost.value.amount },
    confirmed: true,
  };
  return { ok: true, changes: [transaction] };
}
