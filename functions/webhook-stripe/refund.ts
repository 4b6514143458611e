import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readStripeMoney } from "./amounts.ts";
import { chargeEvent } from "./payload.ts";

/** Maps `charge.refunded`, whose charge says what was refunded in all. */
export async function normaliseRefund({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(chargeEvent, payload);
  if (!read.ok) return read;
  const charge = read.value.data.object;
  const fields = { amount: "data.object.amount", currency: "data.object.currency" };
  const refunded = readStripeMoney({
    amount: charge.amount_refunded,
    currency: charge.currency,
    fields: { ...fields, amount: "data.object.amount_refunded" },
  });
  if (!refunded.ok) return refunded;
  const charged = readStripeMoney({ amount: charge.amount, currency: charge.currency, fields });
  if (!charged.ok) return charged;

  const person = charge.billing_details;
  const contact = await readContact(
    // The billing details are those of the payment.
    { at: charge.created ?? at },
    {
      email: person?.email ?? charge.receipt_email,
      identities: { "stripe:customer": charge.customer },
      full_name: person?.name,
      phone: person?.phone,
      phone_countries: [person?.address?.country, defaults.phoneCountry],
    },
  );
  // Since API 2025-03-31 a charge doesn't say which invoice it paid, if any. The refund is then told under its payment intent,
  // which `invoice_payment.paid` says is an invoice's; without the amount: were it an invoice's, the invoice has stated it.
  const knowsItsInvoice = charge.invoice !== undefined || charge.payment_intent === undefined;
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank("succeeded"),
    external_id: charge.invoice ?? charge.payment_intent ?? charge.id,
    ...(knowsItsInvoice
      ? { ...charged.value, payment_status: "succeeded", occurred_at: charge.created }
      : { provisional_id: true }),
    // A payment in parts has a charge for each, and each says what was refunded of itself.
    refund_parts:
      refunded.value && refunded.value.amount > 0 ? { [charge.id]: refunded.value.amount } : undefined,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}
