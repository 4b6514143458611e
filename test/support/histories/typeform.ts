import fc from "fast-check";
import { typeformEvent } from "../payloads/typeform.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  forms: fc.array(
    fc.record({
      email: addresses,
      type: fc.constantFrom("form_response", "form_response", "form_response_partial"),
    }),
    { maxLength: 4 },
  ),
});

/** The forms that one person filled in, the `number`th of a history. */
export function typeformStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, forms }) => {
    const clock = startClock(gaps);
    return forms.map(({ email, type }, index) => {
      const response = {
        token: `response-${number}-${index}`,
        submitted_at: rfc3339(clock()),
        answers: [{ type: "email", email, field: { id: "f3" } }],
      };
      return typeformEvent(type, response, `event-${number}-${index}`);
    });
  });
}
