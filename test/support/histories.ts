import fc from "fast-check";
import { provider as calendly } from "../../functions/webhook-calendly/provider.ts";
import { provider as clerk } from "../../functions/webhook-clerk/provider.ts";
import { provider as instantly } from "../../functions/webhook-instantly/provider.ts";
import { provider as kajabi } from "../../functions/webhook-kajabi/provider.ts";
import { provider as lemonSqueezy } from "../../functions/webhook-lemon-squeezy/provider.ts";
import { provider as paddle } from "../../functions/webhook-paddle/provider.ts";
import { provider as paypal } from "../../functions/webhook-paypal/provider.ts";
import { provider as resend } from "../../functions/webhook-resend/provider.ts";
import { provider as shopify } from "../../functions/webhook-shopify/provider.ts";
import { provider as square } from "../../functions/webhook-square/provider.ts";
import { provider as standard } from "../../functions/webhook-standard/provider.ts";
import { provider as stripe } from "../../functions/webhook-stripe/provider.ts";
import { provider as svix } from "../../functions/webhook-svix/provider.ts";
import { provider as ticketTailor } from "../../functions/webhook-ticket-tailor/provider.ts";
import { provider as vapi } from "../../functions/webhook-vapi/provider.ts";
import { provider as mailgun } from "../../functions/webhook-mailgun/provider.ts";
import { provider as sendgrid } from "../../functions/webhook-sendgrid/provider.ts";
import { provider as twilio } from "../../functions/webhook-twilio/provider.ts";
import { provider as typeform } from "../../functions/webhook-typeform/provider.ts";
import { provider as zohoBilling } from "../../functions/webhook-zoho-billing/provider.ts";
import { provider as zohoCrm } from "../../functions/webhook-zoho-crm/provider.ts";
import { provider as zohoPayments } from "../../functions/webhook-zoho-payments/provider.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import type { Delivery } from "../../shared/verification/types.ts";
import { calendlyStory } from "./histories/calendly.ts";
import { clerkStory } from "./histories/clerk.ts";
import { instantlyStory } from "./histories/instantly.ts";
import { kajabiStory } from "./histories/kajabi.ts";
import { lemonSqueezyStory } from "./histories/lemon-squeezy.ts";
import { paddleStory } from "./histories/paddle.ts";
import { paypalStory } from "./histories/paypal.ts";
import { resendStory } from "./histories/resend.ts";
import { shopifyStory } from "./histories/shopify.ts";
import { squareStory } from "./histories/square.ts";
import { standardStory } from "./histories/standard.ts";
import { stripeStory } from "./histories/stripe.ts";
import { ticketTailorStory } from "./histories/ticket-tailor.ts";
import { vapiStory } from "./histories/vapi.ts";
import { mailgunStory } from "./histories/mailgun.ts";
import { sendgridStory } from "./histories/sendgrid.ts";
import { twilioStory } from "./histories/twilio.ts";
import { typeformStory } from "./histories/typeform.ts";
import { zohoBillingStory } from "./histories/zoho-billing.ts";
import { zohoCrmStory } from "./histories/zoho-crm.ts";
import { zohoPaymentsStory } from "./histories/zoho-payments.ts";

/** What a provider can have sent: the events of two customers, who may share an address, each once, in the order in which they happened. */
export type Histories = {
  readonly provider: Provider;
  readonly events: fc.Arbitrary<readonly IdentifiedEvent[]>;
};

type Story = (number: number) => fc.Arbitrary<readonly unknown[]>;
type Identify = (body: unknown, delivery: Delivery) => readonly IdentifiedEvent[] | null;

/** The histories of every provider that maps events to changes. */
export const histories: readonly Histories[] = [
  { provider: stripe, events: historiesOf(stripe.identify, stripeStory) },
  { provider: paypal, events: historiesOf(paypal.identify, paypalStory) },
  { provider: ticketTailor, events: historiesOf(ticketTailor.identify, ticketTailorStory) },
  { provider: kajabi, events: historiesOf(kajabi.identify, kajabiStory) },
  { provider: standard, events: historiesOf(standard.identify, standardStory) },
  { provider: calendly, events: historiesOf(calendly.identify, calendlyStory) },
  { provider: clerk, events: historiesOf(clerk.identify, clerkStory) },
  { provider: instantly, events: historiesOf(instantly.identify, instantlyStory) },
  { provider: lemonSqueezy, events: historiesOf(lemonSqueezy.identify, lemonSqueezyStory) },
  { provider: paddle, events: historiesOf(paddle.identify, paddleStory) },
  { provider: resend, events: historiesOf(resend.identify, resendStory) },
  { provider: shopify, events: historiesOf(shopify.identify, shopifyStory) },
  { provider: square, events: historiesOf(square.identify, squareStory) },
  { provider: svix, events: historiesOf(svix.identify, standardStory) },
  { provider: vapi, events: historiesOf(vapi.identify, vapiStory) },
  { provider: mailgun, events: historiesOf(mailgun.identify, mailgunStory) },
  { provider: sendgrid, events: historiesOf(sendgrid.identify, sendgridStory) },
  { provider: twilio, events: historiesOf(twilio.identify, twilioStory) },
  { provider: typeform, events: historiesOf(typeform.identify, typeformStory) },
  { provider: zohoBilling, events: historiesOf(zohoBilling.identify, zohoBillingStory) },
  { provider: zohoCrm, events: historiesOf(zohoCrm.identify, zohoCrmStory) },
  { provider: zohoPayments, events: historiesOf(zohoPayments.identify, zohoPaymentsStory) },
];

function historiesOf(identify: Identify, story: Story): fc.Arbitrary<readonly IdentifiedEvent[]> {
  return fc.tuple(story(1), story(2)).map((stories) =>
    stories.flat().flatMap((body, index) => {
      // A sender of Standard Webhooks names its messages in a header.
      const headers = new Headers({ "webhook-id": `msg_${index}` });
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      const events = identify(body, { method: "POST", url: "https://localhost/", headers, body: bytes });
      if (!events) throw new Error("A history holds a body without an identity.");
      return events;
    }),
  );
}
