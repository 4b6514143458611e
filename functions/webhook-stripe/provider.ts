import type { Provider } from "../../shared/intake/provider.ts";
import { timestampedHmac } from "../../shared/verification/timestamped-hmac.ts";
import { identify } from "./identify.ts";
import { normalise } from "./normalise.ts";
import { reconcile } from "./reconcile.ts";

/** Stripe: https://docs.stripe.com/webhooks */
export const provider = {
  name: "stripe",
  keysVariable: "STRIPE_WEBHOOK_SECRET",
  scheme: timestampedHmac({ header: "Stripe-Signature" }),
  identify,
  normalise,
  reconcile,
} satisfies Provider;
