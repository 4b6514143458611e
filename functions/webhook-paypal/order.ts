import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { TransactionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { paymentRank } from "../../shared/mapping/life-cycle.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readPaypalMoney } from "./amounts.ts";
import { orderEvent } from "./payload.ts";

type Order = z.output<typeof orderEvent>["resource"];

const statuses = new Map<unknown, TransactionChange["payment_status"]>([
  ["COMPLETED", "succeeded"],
  ["PARTIALLY_REFUNDED", "succeeded"],
  ["REFUNDED", "succeeded"],
  ["PENDING", "pending"],
  ["DECLINED", "failed"],
  ["FAILED", "failed"],
]);

/** Maps `CHECKOUT.ORDER.*`: who pays, and of an order that is completed, its captures. */
export async function normaliseOrder({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(orderEvent, payload);
  if (!read.ok) return read;
  const order = read.value.resource;
  const { payer } = order;
  const wallet = order.payment_source?.paypal;
  const contact = await readContact(
    { at },
    {
      email: payer?.email_address ?? wallet?.email_address,
      identities: { "paypal:order": order.id, "paypal:payer": payer?.payer_id ?? wallet?.account_id },
      given_name: payer?.name?.given_name ?? wallet?.name?.given_name,
      family_name: payer?.name?.surname ?? wallet?.name?.surname,
      phone: payer?.phone?.phone_number?.national_number ?? wallet?.phone_number?.national_number,
      phone_countries: [payer?.address?.country_code, wallet?.address?.country_code, defaults.phoneCountry],
    },
  );
  const captures = capturesOf(order, at);
  return captures.ok ? { ok: true, changes: [...contact, ...captures.value] } : captures;
}

function capturesOf(order: Order, at: string): Read<readonly TransactionChange[]> {
  const changes: TransactionChange[] = [];
  for (const [unitIndex, unit] of (order.purchase_units ?? []).entries()) {
    for (const [index, capture] of (unit.payments?.captures ?? []).entries()) {
      const path = `resource.purchase_units.${unitIndex}.payments.captures.${index}.amount`;
      const money = readPaypalMoney(capture.amount, path);
      if (!money.ok) return money;
      const status = statuses.get(capture.status);
      changes.push(
        stated<TransactionChange>({
          kind: "transaction",
          at,
          rank: paymentRank(status),
          external_id: capture.id,
          ...money.value,
          payment_status: status,
          description: unit.description,
          occurred_at: capture.create_time,
          confirmed: true,
        }),
      );
    }
  }
  return { ok: true, value: changes };
}
