import fc from "fast-check";
import { clerkEvent, user } from "../payloads/clerk.ts";
import { addresses, gaps, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  emails: fc.array(addresses, { minLength: 1, maxLength: 3 }),
  isVerified: fc.boolean(),
});

/** What Clerk sends about one user, the `number`th of a history. */
export function clerkStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, emails, isVerified }) => {
    const clock = startClock(gaps);
    return emails.map((email, index) =>
      clerkEvent(
        index === 0 ? "user.created" : "user.updated",
        user(email, {
          id: `user_${number}`,
          status: isVerified ? "verified" : "unverified",
          updated_at: clock() * 1000,
        }),
      ),
    );
  });
}
