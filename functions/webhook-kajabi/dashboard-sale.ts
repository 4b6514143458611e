import type { z } from "zod/v3";
import type { MappingDefaults } from "../../shared/intake/provider.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { readInterval } from "../../shared/money/read-interval.ts";
import { readMoney, requireMoney } from "../../shared/money/read-money.ts";
import { dashboardSale } from "./payload.ts";
import { periodEnd } from "./period-end.ts";
import type { Sale } from "./sale.ts";

type Payload = z.output<typeof dashboardSale>["payload"];

/** Reads a sale of the dashboard's webhooks: `purchase.created`, `payment.succeeded`, cart purchases. */
export function readDashboardSale(body: unknown, { phoneCountry }: MappingDefaults): Read<Sale> {
  const read = readPayload(dashboardSale, body);
  if (!read.ok) return read;
  const { payload } = read.value;
  const { member, offer, extra_contact_information: extra } = payload;
  const transaction = readTransaction(payload);
  if (!transaction.ok) return transaction;
  const subscription = readSubscription(payload);
  if (!subscription.ok) return subscription;

  const offerId = payload.offer_id ?? offer?.id;
  const value: Sale = {
    contact: {
      email: payload.member_email ?? member?.email,
      // A flat member is a customer, a nested one a contact record: ids that aren't known to be the same.
      identities: { "kajabi:member": payload.member_id, "kajabi:contact": member?.id },
      full_name: payload.member_name ?? member?.name,
      given_name: payload.member_first_name ?? member?.first_name,
      family_name: payload.member_last_name ?? member?.last_name,
      phone: payload.contact_phone_number ?? extra?.phone_number,
      phone_countries: [payload.contact_address_country, extra?.address_country, phoneCountry],
    },
    offers: offerId ? [{ id: offerId, title: payload.offer_title ?? offer?.title }] : [],
    transaction: transaction.value,
    subscription: subscription.value,
  };
  return { ok: true, value };
}

function readTransaction({ payment_transaction: nested, ...flat }: Payload): Read<Sale["transaction"]> {
  const id = flat.transaction_id ?? nested?.id;
  if (id === undefined) return { ok: true, value: undefined };
  const isFlat = flat.transaction_id !== undefined;
  const path = isFlat ? "payload" : "payload.payment_transaction";
  const money = requireMoney({
    amount: isFlat ? flat.amount_paid : nested?.amount_paid,
    currency: isFlat ? flat.currency : nested?.currency,
    fields: { amount: `${path}.amount_paid`, currency: `${path}.currency` },
  });
  if (!money.ok) return money;
  const value = {
    external_id: id,
    ...money.value,
    // These webhooks only tell of payments that were made.
    payment_status: "succeeded",
    subscription: flat.subscription_id,
    occurred_at: flat.transaction_created_at ?? nested?.created_at,
  } as const;
  return { ok: true, value };
}

function readSubscription(payload: Payload): Read<Sale["subscription"]> {
  if (payload.subscription_id === undefined) return { ok: true, value: undefined };
  const price = readMoney({
    amount: payload.interval_payment_amount,
    currency: payload.currency,
    fields: { amount: "payload.interval_payment_amount", currency: "payload.currency" },
  });
  if (!price.ok) return price;
  const interval = readInterval(payload);
  const { trial_period_days: days } = payload;
  const isTrial = payload.trial === true;
  const paidFor = isTrial ? readInterval({ interval: days && "day", interval_count: days }) : interval;
  const value = {
    external_id: payload.subscription_id,
    status: isTrial ? "trialing" : "active",
    ...price.value,
    ...interval,
    current_period_end: periodEnd(payload.transaction_created_at, paidFor),
    started_at: payload.subscription_created_at,
  } as const;
  return { ok: true, value };
}
