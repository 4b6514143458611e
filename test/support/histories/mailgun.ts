import fc from "fast-check";
import { mailgunDelivery } from "../payloads/mailgun.ts";
import { addresses, gaps, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  recipient: addresses,
  events: fc.array(fc.constantFrom("delivered", "failed", "complained", "unsubscribed"), { maxLength: 5 }),
});

/** What Mailgun sends about the mail to one person, the `number`th of a history. */
export function mailgunStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, recipient, events }) => {
    const clock = startClock(gaps);
    return events.map((event, index) =>
      mailgunDelivery(event, {
        id: `event-${number}-${index}`,
        timestamp: clock() + 0.5,
        recipient,
        severity: "permanent",
      }),
    );
  });
}
