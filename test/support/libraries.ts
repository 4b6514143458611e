import { github } from "./libraries/github.ts";
import { hubspot } from "./libraries/hubspot.ts";
import { lemonSqueezy } from "./libraries/lemon-squeezy.ts";
import type { Library } from "./libraries/library.ts";
import { paddle } from "./libraries/paddle.ts";
import { sendgrid } from "./libraries/sendgrid.ts";
import { shopify } from "./libraries/shopify.ts";
import { slack } from "./libraries/slack.ts";
import { square } from "./libraries/square.ts";
import { standardWebhooks } from "./libraries/standard-webhooks.ts";
import { stripe } from "./libraries/stripe.ts";
import { twilio } from "./libraries/twilio.ts";

/**
 * The libraries that check what a provider signs, by the provider's name.
 *
 * Calendly, Kajabi, Instantly, PayPal, Ticket Tailor, Typeform, Vapi and Zoho have none on npm that does. Mailgun's, `mailgun-js`, was
 * given up by its owner and brings packages with known holes; the one after it verifies nothing.
 */
export const libraries: ReadonlyMap<string, Library> = new Map([
  ["clerk", standardWebhooks],
  ["github", github],
  ["hubspot", hubspot],
  ["lemon-squeezy", lemonSqueezy],
  ["paddle", paddle],
  ["resend", standardWebhooks],
  ["sendgrid", sendgrid],
  ["shopify", shopify],
  ["slack", slack],
  ["square", square],
  ["standard", standardWebhooks],
  ["stripe", stripe],
  ["svix", standardWebhooks],
  ["twilio", twilio],
]);
