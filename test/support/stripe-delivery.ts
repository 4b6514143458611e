import Stripe from "stripe";
import { developmentSettings } from "./development-settings.ts";
import { checkoutSession, stripeEvent } from "./payloads/stripe.ts";

/** A paid checkout as Stripe's library signs it for the development secret. */
export type StripeDelivery = {
  /** The event's id. */
  readonly id: string;
  readonly email: string;
  /** The payment's id. */
  readonly payment: string;
  readonly init: { readonly method: "POST"; readonly headers: Record<string, string>; readonly body: string };
};

/** A delivery of a checkout that nobody else has paid; with other fields, of one that says so. */
export function stripeDelivery(fields: Readonly<Record<string, unknown>> = {}): StripeDelivery {
  const unique = crypto.randomUUID();
  const [id, email, payment] = [`evt_${unique}`, `${unique}@example.com`, `pi_${unique}`];
  const session = checkoutSession({
    id: `cs_${unique}`,
    payment_intent: payment,
    customer: `cus_${unique}`,
    customer_details: { email, name: "Jane Doe", phone: null },
    ...fields,
  });
  const body = JSON.stringify(stripeEvent("checkout.session.completed", session, { id }));
  return { id, email, payment, init: { method: "POST", headers: stripeHeaders(body), body } };
}

/** The headers that Stripe's own library makes for a body. */
export function stripeHeaders(payload: string): Record<string, string> {
  const secret = developmentSettings().STRIPE_WEBHOOK_SECRET ?? "";
  const signature = new Stripe("sk_test_unused").webhooks.generateTestHeaderString({ payload, secret });
  return { "content-type": "application/json", "stripe-signature": signature };
}
