import fc from "fast-check";
import { instantlyEvent } from "../payloads/instantly.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  lead_email: addresses,
  firstName: fc.constantFrom("Jane", "Janet", undefined),
  types: fc.array(
    fc.constantFrom(
      "email_sent",
      "email_bounced",
      "reply_received",
      "auto_reply_received",
      "lead_interested",
      "lead_not_interested",
      "lead_meeting_booked",
      "lead_unsubscribed",
      "Hot lead",
    ),
    { maxLength: 6 },
  ),
});

/** What Instantly sends about one lead, the `number`th of a history. */
export function instantlyStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, lead_email, firstName, types }) => {
    const clock = startClock(gaps);
    return types.map((type, index) =>
      instantlyEvent(type, {
        timestamp: rfc3339(clock()),
        lead_email,
        firstName,
        email_id: `mail-${number}-${index}`,
      }),
    );
  });
}
