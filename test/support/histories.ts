import fc from "fast-check";
import { provider as kajabi } from "../../functions/webhook-kajabi/provider.ts";
import { provider as paypal } from "../../functions/webhook-paypal/provider.ts";
import { provider as standard } from "../../functions/webhook-standard/provider.ts";
import { provider as stripe } from "../../functions/webhook-stripe/provider.ts";
import { provider as ticketTailor } from "../../functions/webhook-ticket-tailor/provider.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { kajabiStory } from "./histories/kajabi.ts";
import { paypalStory } from "./histories/paypal.ts";
import { standardStory } from "./histories/standard.ts";
import { stripeStory } from "./histories/stripe.ts";
import { ticketTailorStory } from "./histories/ticket-tailor.ts";

/** What a provider can have sent: the events of two customers, who may share an address, each once, in the order in which they happened. */
export type Histories = {
  readonly provider: Provider;
  readonly events: fc.Arbitrary<readonly IdentifiedEvent[]>;
};

type Story = (number: number) => fc.Arbitrary<readonly unknown[]>;
type Identify = (body: unknown, message: { readonly headers: Headers }) => readonly IdentifiedEvent[] | null;

/** The histories of every provider that maps events to changes. */
export const histories: readonly Histories[] = [
  { provider: stripe, events: historiesOf(stripe.identify, stripeStory) },
  { provider: paypal, events: historiesOf(paypal.identify, paypalStory) },
  { provider: ticketTailor, events: historiesOf(ticketTailor.identify, ticketTailorStory) },
  { provider: kajabi, events: historiesOf(kajabi.identify, kajabiStory) },
  { provider: standard, events: historiesOf(standard.identify, standardStory) },
];

function historiesOf(identify: Identify, story: Story): fc.Arbitrary<readonly IdentifiedEvent[]> {
  return fc.tuple(story(1), story(2)).map((stories) =>
    stories.flat().flatMap((body, index) => {
      // A sender of Standard Webhooks names its messages in a header.
      const events = identify(body, { headers: new Headers({ "webhook-id": `msg_${index}` }) });
      if (!events) throw new Error("A history holds a body without an identity.");
      return events;
    }),
  );
}
