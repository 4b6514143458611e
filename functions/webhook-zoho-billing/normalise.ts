import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { normalisePayment } from "./payment.ts";
import { normaliseSubscription } from "./subscription.ts";

/** An event of Billing's whose time is known. */
export type BillingEvent = {
  readonly type: string;
  readonly at: string;
  readonly payload: unknown;
  readonly defaults: MappingDefaults;
};

const subscriptionType = /^subscription_[a-z_]+$/;
const paymentTypes: ReadonlySet<string> = new Set([
  "payment_thankyou",
  "payment_succeeded",
  "payment_declined",
  "payment_refunded",
]);

/** Maps payments and subscriptions. Invoices are told of again by the payments that settle them. */
export async function normalise(
  { type, occurredAt, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  const mapping = mappingOf(type);
  if (!mapping) return unmapped;
  if (occurredAt === null) return { ok: false, problem: { code: "missing-field", field: "created_time" } };
  return mapping({ type, at: occurredAt, payload, defaults });
}

function mappingOf(type: string) {
  if (paymentTypes.has(type)) return normalisePayment;
  return subscriptionType.test(type) ? normaliseSubscription : undefined;
}
