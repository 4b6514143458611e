import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import type { Vector } from "./vectors.ts";

/** What a provider's own library says about a vector. It reads the clock, so `Date` has to stand at the vector's `now`. */
export type Oracle = (vector: Vector) => boolean;

/** The libraries that check what their provider signs, by the provider's name. */
export const oracles: Readonly<Partial<Record<string, Oracle>>> = {
  stripe({ delivery: { headers, body }, keys, now }) {
    const signature = headers.get("stripe-signature") ?? "";
    const { webhooks } = new Stripe("sk_test_unused");
    return keys.some((key) =>
      says(() => webhooks.constructEvent(textOf(body), signature, key, 300, undefined, now.getTime())),
    );
  },
  standard: standardWebhooksLibraries,
  svix: standardWebhooksLibraries,
  clerk: standardWebhooksLibraries,
  resend: standardWebhooksLibraries,
};

function standardWebhooksLibraries({ delivery: { headers, body }, keys }: Vector): boolean {
  const sent = Object.fromEntries(headers);
  return keys.some((key) => {
    const secret = key.replace(/^v1,/, "");
    const library = headers.has("svix-id") ? new SvixWebhook(secret) : new Webhook(secret);
    return says(() => library.verify(textOf(body), sent));
  });
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

/** Libraries refuse by throwing. They parse what they verified, and what isn't JSON is no refusal. */
function says(verify: () => unknown): boolean {
  try {
    verify();
    return true;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}
