import type { Checkout } from "../../shared/rate-limit/checkout.ts";

/** What the first delivery of a source is answered that may send sixty. */
export const withinLimit: Checkout = {
  allowed: true,
  reason: null,
  limit: 60,
  remaining: 59,
  refill_per_minute: 60,
  reset_seconds: 1,
  retry_after_seconds: 0,
};
