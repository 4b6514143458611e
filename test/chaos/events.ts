import fc from "fast-check";
import { z } from "zod/v3";
import { kajabiStory } from "../support/histories/kajabi.ts";
import { paypalStory } from "../support/histories/paypal.ts";
import { standardStory } from "../support/histories/standard.ts";
import { stripeStory } from "../support/histories/stripe.ts";
import { ticketTailorStory } from "../support/histories/ticket-tailor.ts";

/** An event as its sender tells it. */
export type ChaosEvent = { readonly provider: string; readonly message: string; readonly body: string };

const stories = [
  { provider: "stripe", story: stripeStory },
  { provider: "paypal", story: paypalStory },
  { provider: "ticket-tailor", story: ticketTailorStory },
  { provider: "kajabi", story: kajabiStory },
  { provider: "standard", story: standardStory },
] as const;

const sent = z.record(z.unknown());

/** At least `count` events of all senders, each once, in an order in which they can have happened. */
export function chaosEvents(count: number, seed: number): readonly ChaosEvent[] {
  const events: ChaosEvent[] = [];
  for (let number = 1; events.length < count; number++) {
    for (const { provider, story } of stories) {
      const [bodies = []] = fc.sample(story(number), { seed: seed + number, numRuns: 1 });
      for (const told of bodies) {
        // Two customers in a row share their addresses, whoever they buy from; others don't.
        const body = JSON.stringify(sent.parse(told)).replaceAll(/@(?=example\.com)/gi, `.${number >> 1}@`);
        events.push({ provider, message: `msg_${events.length}`, body });
      }
    }
  }
  return events;
}
