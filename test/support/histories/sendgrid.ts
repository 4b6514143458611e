import fc from "fast-check";
import { sendgridBatch } from "../payloads/sendgrid.ts";
import { addresses, gaps, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  events: fc.array(
    fc.constantFrom("delivered", "bounce", "dropped", "spamreport", "unsubscribe", "group_unsubscribe"),
    { maxLength: 6 },
  ),
});

/** What SendGrid sends about the mail to one person, the `number`th of a history. */
export function sendgridStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, email, events }) => {
    const clock = startClock(gaps);
    return events.map((event, index) =>
      sendgridBatch(event, {
        email,
        timestamp: clock(),
        sg_event_id: `event-${number}-${index}`,
        reason: "Bounced Address",
      }),
    );
  });
}
