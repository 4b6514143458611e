import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, SubscriptionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, ended, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readInterval } from "../../shared/money/read-interval.ts";
import { type Money, readMoney } from "../../shared/money/read-money.ts";
import { readPaddleMoney } from "./amounts.ts";
import { subscriptionEvent } from "./payload.ts";

type Item = NonNullable<z.output<typeof subscriptionEvent>["data"]["items"]>[number];

// https://developer.paddle.com/api-reference/subscriptions/overview
const statuses = new Map<unknown, SubscriptionChange["status"]>([
  ["trialing", "trialing"],
  ["active", "active"],
  ["past_due", "past_due"],
  ["paused", "paused"],
  ["canceled", "cancelled"],
]);

/** Maps `subscription.*`, each of which carries the subscription as it then was. */
export async function normaliseSubscription({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(subscriptionEvent, payload);
  if (!read.ok) return read;
  const sent = read.value.data;
  const items = sent.items?.filter(({ recurring }) => recurring !== false) ?? [];
  const price = priceOf(items);
  if (!price.ok) return price;

  const contact = await readContact({ at }, { identities: { "paddle:customer": sent.customer_id } });
  const [item] = items;
  const product = item?.price?.product_id;
  const products = product
    ? [stated<ProductChange>({ kind: "product", at, external_id: product, name: item.product?.name })]
    : [];
  const status = statuses.get(sent.status);
  const subscription = stated<SubscriptionChange>({
    kind: "subscription",
    at,
    rank: rankOf(type, status),
    external_id: sent.id,
    status,
    product,
    ...price.value,
    ...readInterval({
      interval: sent.billing_cycle?.interval,
      interval_count: sent.billing_cycle?.frequency,
    }),
    started_at: sent.started_at,
    current_period_end: sent.current_billing_period?.ends_at ?? sent.next_billed_at,
    cancel_at_period_end: sent.scheduled_change?.action === "cancel",
    cancelled_at: sent.canceled_at,
  });
  return { ok: true, changes: [...contact, ...products, subscription] };
}

function rankOf(type: string, status: SubscriptionChange["status"]): number {
  if (type === "subscription.created") return created;
  return type === "subscription.canceled" ? ended : subscriptionRank(status);
}

/** What one interval costs; undefined when an item's price isn't known, or they are in several currencies. */
function priceOf(items: readonly Item[]): Read<Money | undefined> {
  const fields = {
    amount: "data.items.price.unit_price.amount",
    currency: "data.items.price.unit_price.currency_code",
  };
  const prices: Money[] = [];
  for (const { price, quantity } of items) {
    const unit = readPaddleMoney(price?.unit_price?.amount, price?.unit_price?.currency_code, fields);
    if (!unit.ok) return unit;
    if (!unit.value) return { ok: true, value: undefined };
    prices.push({ ...unit.value, amount: unit.value.amount * (quantity ?? 1) });
  }
  const [first] = prices;
  if (!first || prices.some(({ currency }) => currency !== first.currency)) {
    return { ok: true, value: undefined };
  }
  const amount = prices.reduce((sum, price) => sum + price.amount, 0);
  return readMoney({ amount, currency: first.currency, fields });
}
