import Stripe from "stripe";
import { type Library, textOf } from "./library.ts";

const { webhooks } = new Stripe("sk_test_unused");

/** Stripe's own. On Deno it has WebCrypto alone, and with it no synchronous call. */
export const stripe: Library = (delivery, key) =>
  webhooks.constructEventAsync(textOf(delivery), delivery.headers.get("stripe-signature") ?? "", key);
