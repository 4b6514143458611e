import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import type { Vector } from "../../support/vectors.ts";

/** Verifies and parses one delivery as its provider's documentation shows; throws or rejects when it refuses. */
export type Library = (vector: Vector) => unknown;

/** What the documentation of a provider verifies with, by the provider's name. */
export const libraries: ReadonlyMap<string, Library> = new Map([
  ["stripe", stripe],
  ["standard", standardWebhooks],
  ["svix", svix],
  ["clerk", svix],
  ["resend", svix],
]);

const { webhooks } = new Stripe("sk_test_unused");

// On Deno, Stripe's library has WebCrypto alone, and with it no synchronous call.
async function stripe({ delivery: { headers, body }, keys: [key = ""] }: Vector): Promise<unknown> {
  return webhooks.constructEventAsync(textOf(body), headers.get("stripe-signature") ?? "", key);
}

function standardWebhooks({ delivery: { headers, body }, keys: [key = ""] }: Vector): unknown {
  return new Webhook(key).verify(textOf(body), Object.fromEntries(headers));
}

function svix({ delivery: { headers, body }, keys: [key = ""] }: Vector): unknown {
  return new SvixWebhook(key).verify(textOf(body), Object.fromEntries(headers));
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}
