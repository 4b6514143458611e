import type { ProductChange, SubscriptionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, ended, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readCustomer } from "./customer.ts";
import { subscriptionEvent } from "./payload.ts";

// https://docs.lemonsqueezy.com/api/subscriptions/the-subscription-object
const statuses = new Map<unknown, SubscriptionChange["status"]>([
  ["on_trial", "trialing"],
  ["active", "active"],
  ["paused", "paused"],
  ["past_due", "past_due"],
  ["unpaid", "unpaid"],
  ["cancelled", "cancelled"],
  ["expired", "expired"],
]);

/** Maps `subscription_*`, each of which carries the subscription as it then was. */
export async function normaliseSubscription({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(subscriptionEvent, payload);
  if (!read.ok) return read;
  const { id, attributes: sent } = read.value.data;
  const contact = await readCustomer({ at }, sent);
  const { product_id: product, product_name: name } = sent;
  const products = product
    ? [stated<ProductChange>({ kind: "product", at, external_id: product, name })]
    : [];
  const status = statuses.get(sent.status);
  const subscription = stated<SubscriptionChange>({
    kind: "subscription",
    at,
    rank: rankOf(type, status),
    external_id: id,
    status,
    product,
    started_at: sent.created_at,
    current_period_end: sent.renews_at,
    cancel_at_period_end: sent.cancelled ?? undefined,
  });
  return { ok: true, changes: [...contact, ...products, subscription] };
}

function rankOf(type: string, status: SubscriptionChange["status"]): number {
  if (type === "subscription_created") return created;
  return type === "subscription_expired" ? ended : subscriptionRank(status);
}
