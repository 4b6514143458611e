import type { z } from "zod/v3";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { readPaypalMoney } from "./amounts.ts";
import { linkedId } from "./links.ts";
import { type PaypalMoney, refundEvent } from "./payload.ts";

type Refund = z.output<typeof refundEvent>["resource"];

/**
 * Maps refunds and reversals (a dispute lost, a bank's recall) of captures and sales. They say what was refunded in all;
 * where they don't, what this one refunded counts, and the largest of several is taken for all.
 */
export function normaliseRefund({ type, at, payload }: DatedEvent): Normalised {
  const read = readPayload(refundEvent, payload);
  if (!read.ok) return read;
  const refund = read.value.resource;
  const paymentId = type.startsWith("PAYMENT.SALE.") ? saleOf(refund) : captureOf(refund);
  // A reversal's sample in PayPal's documentation names no payment at all.
  if (paymentId === undefined)
    return { ok: false, problem: { code: "missing-field", field: "resource.links" } };

  const [total, path] = refundedInAll(refund);
  const money = readPaypalMoney(unsigned(total), path);
  if (!money.ok) return money;
  return {
    ok: true,
    changes: [
      {
        kind: "transaction",
        at,
        external_id: paymentId,
        refunded_amount: money.value.amount,
        confirmed: true,
      },
    ],
  };
}

function captureOf({ capture_id, supplementary_data, links }: Refund): string | undefined {
  return capture_id ?? supplementary_data?.related_ids?.capture_id ?? linkedId(links, "captures", "capture");
}

function saleOf({ sale_id, links }: Refund): string | undefined {
  return sale_id ?? linkedId(links, "sale");
}

function refundedInAll(refund: Refund): readonly [PaypalMoney, string] {
  const ofVersion2 = refund.seller_payable_breakdown?.total_refunded_amount;
  if (ofVersion2) return [ofVersion2, "resource.seller_payable_breakdown.total_refunded_amount"];
  if (refund.total_refunded_amount) return [refund.total_refunded_amount, "resource.total_refunded_amount"];
  return [refund.amount, "resource.amount"];
}

/** Reversals of version 1 are written as what they are to the seller, below zero. */
function unsigned(money: PaypalMoney): PaypalMoney {
  return { ...money, ...(money.total && { total: money.total.replace(/^-/, "") }) };
}
