// "npm run sync" writes this from the folders of functions/.
import { provider as calendly } from "../../functions/webhook-calendly/provider.ts";
import { provider as clerk } from "../../functions/webhook-clerk/provider.ts";
import { provider as github } from "../../functions/webhook-github/provider.ts";
import { provider as hubspot } from "../../functions/webhook-hubspot/provider.ts";
import { provider as instantly } from "../../functions/webhook-instantly/provider.ts";
import { provider as kajabi } from "../../functions/webhook-kajabi/provider.ts";
import { provider as lemonSqueezy } from "../../functions/webhook-lemon-squeezy/provider.ts";
import { provider as mailgun } from "../../functions/webhook-mailgun/provider.ts";
import { provider as paddle } from "../../functions/webhook-paddle/provider.ts";
import { provider as paypal } from "../../functions/webhook-paypal/provider.ts";
import { provider as resend } from "../../functions/webhook-resend/provider.ts";
import { provider as sendgrid } from "../../functions/webhook-sendgrid/provider.ts";
import { provider as shopify } from "../../functions/webhook-shopify/provider.ts";
import { provider as slack } from "../../functions/webhook-slack/provider.ts";
import { provider as square } from "../../functions/webhook-square/provider.ts";
import { provider as standard } from "../../functions/webhook-standard/provider.ts";
import { provider as stripe } from "../../functions/webhook-stripe/provider.ts";
import { provider as svix } from "../../functions/webhook-svix/provider.ts";
import { provider as ticketTailor } from "../../functions/webhook-ticket-tailor/provider.ts";
import { provider as twilio } from "../../functions/webhook-twilio/provider.ts";
import { provider as typeform } from "../../functions/webhook-typeform/provider.ts";
import { provider as vapi } from "../../functions/webhook-vapi/provider.ts";
import { provider as zohoBilling } from "../../functions/webhook-zoho-billing/provider.ts";
import { provider as zohoCrm } from "../../functions/webhook-zoho-crm/provider.ts";
import { provider as zohoPayments } from "../../functions/webhook-zoho-payments/provider.ts";
import { provider as zohoSign } from "../../functions/webhook-zoho-sign/provider.ts";
import type { Provider } from "./provider.ts";

/** Every provider, by its name. */
export const providers: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ["calendly", calendly],
  ["clerk", clerk],
  ["github", github],
  ["hubspot", hubspot],
  ["instantly", instantly],
  ["kajabi", kajabi],
  ["lemon-squeezy", lemonSqueezy],
  ["mailgun", mailgun],
  ["paddle", paddle],
  ["paypal", paypal],
  ["resend", resend],
  ["sendgrid", sendgrid],
  ["shopify", shopify],
  ["slack", slack],
  ["square", square],
  ["standard", standard],
  ["stripe", stripe],
  ["svix", svix],
  ["ticket-tailor", ticketTailor],
  ["twilio", twilio],
  ["typeform", typeform],
  ["vapi", vapi],
  ["zoho-billing", zohoBilling],
  ["zoho-crm", zohoCrm],
  ["zoho-payments", zohoPayments],
  ["zoho-sign", zohoSign],
]);
