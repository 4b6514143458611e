import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { refundBody, type ShopifyEvent } from "./payload.ts";
import { readRefunded } from "./refunded.ts";

/** Maps a refund, as `refunds/create` brings it: one of perhaps several, under its own id. */
export function normaliseRefund({ at, payload }: ShopifyEvent): Normalised {
  const read = readPayload(refundBody, payload);
  if (!read.ok) return read;
  const { order_id, total_duties_set, refund_line_items } = read.value;
  // The currency that the order is counted in.
  const currency =
    total_duties_set?.shop_money?.currency_code ??
    refund_line_items?.[0]?.subtotal_set?.shop_money?.currency_code;
  if (currency === undefined) return unmapped;
  const refunded = readRefunded([read.value], currency);
  if (!refunded.ok) return refunded;
  if (Object.keys(refunded.value).length === 0) return unmapped;
  const transaction: TransactionChange = {
    kind: "transaction",
    at,
    external_id: order_id,
    ...refunded.value,
    confirmed: true,
  };
  return { ok: true, changes: [transaction] };
}
