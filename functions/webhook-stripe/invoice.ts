import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readStripeMoney } from "./amounts.ts";
import { invoiceEvent } from "./payload.ts";

type Invoice = z.output<typeof invoiceEvent>["data"]["object"];

/** Maps `invoice.paid`, `invoice.payment_succeeded` and `invoice.payment_failed`. */
export async function normaliseInvoice({ type, at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(invoiceEvent, payload);
  if (!read.ok) return read;
  const invoice = read.value.data.object;
  const isPaid = type !== "invoice.payment_failed";
  const amount = isPaid ? "amount_paid" : "amount_due";
  const money = readStripeMoney({
    amount: invoice[amount],
    currency: invoice.currency,
    fields: { amount: `data.object.${amount}`, currency: "data.object.currency" },
  });
  if (!money.ok) return money;

  const times = invoice.status_transitions;
  const contact = await readContact(
    // An invoice keeps the customer's data of when it was finalised.
    { at: times?.finalized_at ?? invoice.created ?? at },
    {
      email: invoice.customer_email,
      identities: { "stripe:customer": invoice.customer },
      full_name: invoice.customer_name,
      phone: invoice.customer_phone,
      phone_countries: [invoice.customer_address?.country, defaults.phoneCountry],
    },
  );
  const line = chiefLine(invoice);
  const product = line?.pricing?.price_details?.product ?? line?.price?.product ?? line?.plan?.product;
  const status = isPaid ? "succeeded" : "failed";
  const transaction = stated<TransactionChange>({
    kind: "transaction",
    at,
    rank: paymentRank(status),
    external_id: invoice.id,
    also_known_as: paymentIntents(invoice),
    ...money.value,
    payment_status: status,
    product,
    subscription: invoice.parent?.subscription_details?.subscription ?? invoice.subscription,
    description: line?.description,
    occurred_at: isPaid ? (times?.paid_at ?? at) : undefined,
    confirmed: true,
  });
  // A line's description is that of a price with its count; the name of the product comes with `product.*`.
  const products: readonly ProductChange[] = product ? [{ kind: "product", at, external_id: product }] : [];
  return { ok: true, changes: [...contact, ...products, transaction] };
}

/** The intents by which the invoice was paid, under which its refunds may be told; undefined when it names none. */
function paymentIntents({ payments }: Invoice): readonly string[] | undefined {
  const ids = payments?.data.flatMap(({ payment }) => payment?.payment_intent ?? []) ?? [];
  return ids.length > 0 ? [...new Set(ids)] : undefined;
}

/** The line that says what was sold: the first that doesn't settle an earlier period. */
function chiefLine({ lines }: Invoice) {
  const isProration = (line: NonNullable<Invoice["lines"]>["data"][number]) =>
    line.proration ?? line.parent?.subscription_item_details?.proration ?? false;
  return lines?.data.find((line) => !isProration(line)) ?? lines?.data[0];
}
