import fc from "fast-check";
import { resendEvent } from "../payloads/resend.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  types: fc.array(fc.constantFrom("email.delivered", "email.bounced", "email.complained"), { maxLength: 4 }),
});

/** What Resend sends about the mail to one person. */
export function resendStory(): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, email, types }) => {
    const clock = startClock(gaps);
    return types.map((type) => resendEvent(type, { to: [email] }, rfc3339(clock())));
  });
}
