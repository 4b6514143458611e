import type { z } from "zod/v3";
import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, SubscriptionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, ended, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { type Read, readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readInterval } from "../../shared/money/read-interval.ts";
import type { Money } from "../../shared/money/read-money.ts";
import { readStripeMoney } from "./amounts.ts";
import { subscriptionEvent } from "./payload.ts";

type Item = NonNullable<z.output<typeof subscriptionEvent>["data"]["object"]["items"]>["data"][number];

// https://docs.stripe.com/api/subscriptions/object#subscription_object-status
const statuses = new Map<unknown, SubscriptionChange["status"]>([
  ["incomplete", "incomplete"],
  ["incomplete_expired", "expired"],
  ["trialing", "trialing"],
  ["active", "active"],
  ["past_due", "past_due"],
  ["unpaid", "unpaid"],
  ["paused", "paused"],
  ["canceled", "cancelled"],
]);

/** Maps `customer.subscription.*`, each of which carries the subscription as it then was. */
export async function normaliseSubscription({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(subscriptionEvent, payload);
  if (!read.ok) return read;
  const subscription = read.value.data.object;
  const items = subscription.items?.data ?? [];
  const price = priceOf(items);
  if (!price.ok) return price;

  const contact = await readContact({ at }, { identities: { "stripe:customer": subscription.customer } });
  const [item] = items;
  const product = item?.price?.product;
  const status = statuses.get(subscription.status);
  const change = stated<SubscriptionChange>({
    kind: "subscription",
    at,
    rank: rankOf(type, status),
    external_id: subscription.id,
    status,
    product,
    ...price.value,
    ...readInterval(item?.price?.recurring),
    started_at: subscription.start_date,
    current_period_end: item?.current_period_end ?? subscription.current_period_end,
    cancel_at_period_end: subscription.cancel_at_period_end ?? undefined,
    cancelled_at: subscription.canceled_at,
  });
  const products: readonly ProductChange[] = product ? [{ kind: "product", at, external_id: product }] : [];
  return { ok: true, changes: [...contact, ...products, change] };
}

function rankOf(type: string, status: SubscriptionChange["status"]): number {
  if (type === "customer.subscription.created") return created;
  return type === "customer.subscription.deleted" ? ended : subscriptionRank(status);
}

/** What one interval costs; undefined when a price isn't a plain amount (tiers, usage), or they don't add up. */
function priceOf(items: readonly Item[]): Read<Money | undefined> {
  const sent = items.map(({ price, quantity }) => ({
    amount: price?.unit_amount ?? null,
    currency: price?.currency,
    interval: price?.recurring?.interval,
    quantity: quantity ?? 1,
  }));
  const [first] = sent;
  const isPlain = sent.every(
    ({ amount, currency, interval }) =>
      amount !== null && currency === first?.currency && interval === first?.interval,
  );
  if (!first || !isPlain) return { ok: true, value: undefined };
  const fields = {
    amount: "data.object.items.data.0.price.unit_amount",
    currency: "data.object.items.data.0.price.currency",
  };
  const total = sent.reduce((sum, { amount, quantity }) => sum + (amount ?? 0) * quantity, 0);
  return readStripeMoney({ amount: total, currency: first.currency, fields });
}
