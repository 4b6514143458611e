import { readContact } from "../../shared/contacts/read-contact.ts";
import type { ProductChange, SubscriptionChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { created, subscriptionRank } from "../../shared/mapping/life-cycle.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { subscriptionEvent } from "./payload.ts";

// https://developer.paypal.com/docs/api/subscriptions/v1/#subscriptions_get
const statuses = new Map<unknown, SubscriptionChange["status"]>([
  ["APPROVAL_PENDING", "incomplete"],
  ["APPROVED", "incomplete"],
  ["ACTIVE", "active"],
  ["SUSPENDED", "paused"],
  ["CANCELLED", "cancelled"],
  ["EXPIRED", "expired"],
]);

/**
 * Maps `BILLING.SUBSCRIPTION.*`. The status is PayPal's word: it keeps a subscription active while it tries a failed payment
 * again, and no event would tell when such a one is in order once more.
 */
export async function normaliseSubscription({
  type,
  at,
  payload,
  defaults,
}: DatedEvent): Promise<Normalised> {
  const read = readPayload(subscriptionEvent, payload);
  if (!read.ok) return read;
  const { id, subscriber, plan_id: plan, ...subscription } = read.value.resource;
  const contact = await readContact(
    { at },
    {
      email: subscriber?.email_address,
      identities: { "paypal:payer": subscriber?.payer_id, "paypal:subscription": id },
      full_name: subscriber?.name?.full_name,
      given_name: subscriber?.name?.given_name,
      family_name: subscriber?.name?.surname,
      phone: subscriber?.phone?.phone_number?.national_number,
      phone_countries: [subscriber?.address?.country_code, defaults.phoneCountry],
    },
  );
  const status = statuses.get(subscription.status);
  const change = stated<SubscriptionChange>({
    kind: "subscription",
    at,
    rank: type === "BILLING.SUBSCRIPTION.CREATED" ? created : subscriptionRank(status),
    external_id: id,
    status,
    product: plan,
    started_at: subscription.start_time,
    current_period_end: subscription.billing_info?.next_billing_time,
    cancelled_at: status === "cancelled" ? (subscription.status_update_time ?? at) : undefined,
  });
  const products: readonly ProductChange[] = plan ? [{ kind: "product", at, external_id: plan }] : [];
  return { ok: true, changes: [...contact, ...products, change] };
}
