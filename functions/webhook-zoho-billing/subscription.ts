import type { ProductChange, SubscriptionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readInterval } from "../../shared/money/read-interval.ts";
import { readMoney } from "../../shared/money/read-money.ts";
import { readCustomer } from "./customer.ts";
import { subscriptionEvent } from "./payload.ts";

// https://www.zoho.com/billing/help/subscriptions/subscription-status.html
const statuses = new Map<unknown, SubscriptionChange["status"]>([
  ["future", "incomplete"],
  ["pending", "incomplete"],
  ["trial", "trialing"],
  ["live", "active"],
  ["non_renewing", "active"],
  ["dunning", "past_due"],
  ["unpaid", "unpaid"],
  ["paused", "paused"],
  ["cancelled", "cancelled"],
  ["cancelled_this_month", "cancelled"],
  ["cancelled_from_dunning", "cancelled"],
  ["expired", "expired"],
  ["trial_expired", "expired"],
]);

/** Maps `subscription_*`, each of which carries the subscription as it then was. */
export async function normaliseSubscription({
  type,
  at,
  payload,
  defaults,
}: DatedEvent): Promise<Normalised> {
  const read = readPayload(subscriptionEvent, payload);
  if (!read.ok) return read;
  const { subscription } = read.value.data;
  const price = readMoney({
    amount: subscription.amount,
    currency: subscription.currency_code,
    fields: { amount: "data.subscription.amount", currency: "data.subscription.currency_code" },
  });
  if (!price.ok) return price;
  const status = statuses.get(subscription.status);
  const product = subscription.plan?.plan_code;
  const change = stated<SubscriptionChange>({
    kind: "subscription",
    at,
    rank: type === "subscription_created" ? created : subscriptionRank(status),
    external_id: subscription.subscription_id,
    status,
    product,
    ...price.value,
    ...readInterval({
      interval: subscription.interval_unit?.replace(/s$/, ""),
      interval_count: subscription.interval,
    }),
    started_at: subscription.activated_at ?? subscription.created_time,
    current_period_end: subscription.current_term_ends_at,
    cancel_at_period_end: status === undefined ? undefined : subscription.status === "non_renewing",
    cancelled_at: subscription.cancelled_at,
  });
  const products: readonly ProductChange[] = product
    ? [stated<ProductChange>({ kind: "product", at, external_id: product, name: subscription.plan?.name })]
    : [];
  const customer_id = subscription.customer?.customer_id ?? subscription.customer_id;
  const person = { ...subscription.customer, customer_id };
  return { ok: true, changes: [...(await readCustomer(person, at, defaults)), ...products, change] };
}
