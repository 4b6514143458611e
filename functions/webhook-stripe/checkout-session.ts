import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readStripeMoney } from "./amounts.ts";
import { sessionEvent } from "./payload.ts";

type Session = z.output<typeof sessionEvent>["data"]["object"];

/** Maps `checkout.session.*`. */
export async function normaliseCheckoutSession({
  type,
  at,
  payload,
  defaults,
}: DatedEvent): Promise<Normalised> {
  const read = readPayload(sessionEvent, payload);
  if (!read.ok) return read;
  const session = read.value.data.object;
  const person = session.customer_details;
  const isFresh = type === "checkout.session.completed";
  const contact = await readContact(
    // What the customer entered is from before the session was completed, however late its payment arrives.
    { at: isFresh ? at : (session.created ?? at) },
    {
      email: person?.email ?? session.customer_email,
      identities: { "stripe:customer": session.customer },
      full_name: person?.name,
      phone: person?.phone,
      phone_countries: [person?.address?.country, defaults.phoneCountry],
    },
  );

  const status = paymentStatus(type, session.payment_status);
  const externalId = transactionId(session, status);
  if (externalId === null) return { ok: true, changes: contact };
  const money = readStripeMoney({
    amount: session.amount_total,
    currency: session.currency,
    fields: { amount: "data.object.amount_total", currency: "data.object.currency" },
  });
  if (!money.ok) return money;
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: externalId,
    ...money.value,
    payment_status: status,
    subscription: session.subscription,
    occurred_at: status === "succeeded" ? at : undefined,
    confirmed: true,
  });
  return { ok: true, changes: [...contact, transaction] };
}

function paymentStatus(type: string, sent: Session["payment_status"]): TransactionChange["payment_status"] {
  if (type === "checkout.session.expired") return "cancelled";
  if (type === "checkout.session.async_payment_failed") return "failed";
  if (type === "checkout.session.async_payment_succeeded") return "succeeded";
  if (sent === "unpaid") return "pending";
  // A discount of 100 % or a trial: paid in full, with nothing.
  return sent === "paid" || sent === "no_payment_required" ? "succeeded" : undefined;
}

/**
 * The id under which the session's payment is told by every event: its invoice's, where there is one, because that is all
 * that `invoice.paid` knows of itself.
 *
 * Null when the session isn't a payment (a card saved for later), or is one whose invoice is still to come.
 */
function transactionId(session: Session, status: TransactionChange["payment_status"]): string | null {
  if (session.mode === "setup") return null;
  const hasInvoice = session.mode === "subscription" || session.invoice_creation?.enabled === true;
  if (session.invoice !== undefined) return session.invoice;
  if (hasInvoice && status !== "cancelled") return null;
  return session.payment_intent ?? session.id;
}
