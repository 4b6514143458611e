import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, SubscriptionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { readMoney } from "../../shared/money/read-money.ts";
import { subscriptionEvent } from "./payload.ts";

// https://developer.squareup.com/reference/square/enums/SubscriptionStatus
const statuses = new Map<unknown, SubscriptionChange["status"]>([
  ["PENDING", "incomplete"],
  ["ACTIVE", "active"],
  ["PAUSED", "paused"],
  ["DEACTIVATED", "unpaid"],
  ["CANCELED", "cancelled"],
  ["COMPLETED", "expired"],
]);

/** Maps `subscription.created` and `subscription.updated`. What a plan costs isn't sent with it, unless it was overridden. */
export async function normaliseSubscription({ type, at, payload }: DatedEvent): Promise<Normalised> {
  const read = readPayload(subscriptionEvent, payload);
  if (!read.ok) return read;
  const { subscription } = read.value.data.object;
  const path = "data.object.subscription.price_override_money";
  const price = readMoney({
    amount: subscription.price_override_money?.amount,
    currency: subscription.price_override_money?.currency,
    fields: { amount: `${path}.amount`, currency: `${path}.currency` },
  });
  if (!price.ok) return price;

  const contact = await readContact({ at }, { identities: { "square:customer": subscription.customer_id } });
  const product = subscription.plan_variation_id ?? subscription.plan_id;
  const products: readonly ProductChange[] = product ? [{ kind: "product", at, external_id: product }] : [];
  const status = statuses.get(subscription.status);
  const change = stated<SubscriptionChange>({
    kind: "subscription",
    at,
    rank: type === "subscription.created" ? created : subscriptionRank(status),
    external_id: subscription.id,
    status,
    product,
    ...price.value,
    started_at: subscription.start_date,
    current_period_end: subscription.charged_through_date,
    cancelled_at: subscription.canceled_date,
  });
  return { ok: true, changes: [...contact, ...products, change] };
}
