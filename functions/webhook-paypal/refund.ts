import type { z } from "zod/v3";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import type { Money } from "../../shared/money/read-money.ts";
import { readPaypalMoney } from "./amounts.ts";
import { linkedId } from "./links.ts";
import { type PaypalMoney, refundEvent } from "./payload.ts";

type Refund = z.output<typeof refundEvent>["resource"];

/**
 * Maps refunds and reversals (a dispute lost, a bank's recall) of captures and sales: each a part of what was refunded, under its
 * own id, and mostly with what that comes to in all.
 */
export function normaliseRefund({ type, at, payload }: DatedEvent): Normalised {
  const read = readPayload(refundEvent, payload);
  if (!read.ok) return read;
  const refund = read.value.resource;
  const paymentId = type.startsWith("PAYMENT.SALE.") ? saleOf(refund) : captureOf(refund);
  // A reversal's sample in PayPal's documentation names no payment at all.
  if (paymentId === undefined)
    return { ok: false, problem: { code: "missing-field", field: "resource.links" } };

  const own = readPaypalMoney(unsigned(refund.amount), "resource.amount");
  if (!own.ok) return own;
  const total = readTotal(refund);
  if (!total.ok) return total;
  // A reversal may be told of the capture itself, whose amount is all of it.
  const isWhole = refund.id === paymentId;
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    external_id: paymentId,
    refunded_amount: total.value?.amount ?? (isWhole ? own.value.amount : undefined),
    refund_parts: isWhole ? undefined : { [refund.id]: own.value.amount },
    confirmed: true,
  });
  return { ok: true, changes: [transaction] };
}

function captureOf({ capture_id, supplementary_data, links }: Refund): string | undefined {
  return capture_id ?? supplementary_data?.related_ids?.capture_id ?? linkedId(links, "captures", "capture");
}

function saleOf({ sale_id, links }: Refund): string | undefined {
  return sale_id ?? linkedId(links, "sale");
}

function readTotal({ seller_payable_breakdown, total_refunded_amount }: Refund): Read<Money | undefined> {
  const ofVersion2 = seller_payable_breakdown?.total_refunded_amount;
  if (ofVersion2)
    return readPaypalMoney(ofVersion2, "resource.seller_payable_breakdown.total_refunded_amount");
  if (total_refunded_amount) return readPaypalMoney(total_refunded_amount, "resource.total_refunded_amount");
  return { ok: true, value: undefined };
}

/** Reversals of version 1 are written as what they are to the seller, below zero. */
function unsigned(money: PaypalMoney): PaypalMoney {
  return { ...money, ...(money.total && { total: money.total.replace(/^-/, "") }) };
}
