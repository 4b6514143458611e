import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import type { ShopifyEvent } from "./normalise.ts";
import { refundBody } from "./payload.ts";
import { sumRefunded } from "./refunded.ts";

/**
 * Maps a refund, as `refunds/create` brings it.
 *
 * It is one refund of perhaps several. The largest amount that was stated holds, so this is what was refunded at least;
 * the order says what it comes to.
 */
export function normaliseRefund({ at, payload }: ShopifyEvent): Normalised {
  const read = readPayload(refundBody, payload);
  if (!read.ok) return read;
  const { order_id, transactions, total_duties_set, refund_line_items } = read.value;
  // The currency that the order is counted in.
  const currency =
    total_duties_set?.shop_money?.currency_code ??
    refund_line_items?.[0]?.subtotal_set?.shop_money?.currency_code;
  if (currency === undefined) return unmapped;
  const refunded = sumRefunded(transactions ?? [], currency);
  if (!refunded.ok) return refunded;
  if (!refunded.value) return unmapped;
  const transaction: TransactionChange = {
    kind: "transaction",
    at,
    external_id: order_id,
    refunded_amount: refunded.value,
    confirmed: true,
  };
  return { ok: true, changes: [transaction] };
}
