import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { invoicePaymentEvent } from "./payload.ts";

/**
 * Maps `invoice_payment.paid`, which says by which payment intent an invoice was paid: all that connects the invoice with the
 * refunds of its charges. What was paid, the invoice says.
 */
export function normaliseInvoicePayment({ at, payload }: DatedEvent): Normalised {
  const read = readPayload(invoicePaymentEvent, payload);
  if (!read.ok) return read;
  const { invoice, payment } = read.value.data.object;
  if (payment?.payment_intent === undefined) return unmapped;
  const transaction: TransactionChange = {
    kind: "transaction",
    at,
    external_id: invoice,
    also_known_as: [payment.payment_intent],
    confirmed: true,
  };
  return { ok: true, changes: [transaction] };
}
