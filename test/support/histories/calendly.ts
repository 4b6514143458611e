import fc from "fast-check";
import { calendlyEvent, invitee, payment, routingFormSubmission } from "../payloads/calendly.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  hasForm: fc.boolean(),
  bookings: fc.array(
    fc.record({
      isPaid: fc.boolean(),
      outcome: fc.constantFrom("kept", "cancelled", "missed", "missed by mistake"),
    }),
    { maxLength: 3 },
  ),
});

/** What Calendly sends about one person, the `number`th of a history. */
export function calendlyStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, email, hasForm, bookings }) => {
    const clock = startClock(gaps);
    const emit = (event: string, payload: Readonly<Record<string, unknown>>) =>
      calendlyEvent(event, payload, rfc3339(clock()));
    const form = routingFormSubmission({
      uri: `https://api.calendly.com/routing_form_submissions/${number}`,
      questions_and_answers: [{ question: "Email", answer: email }],
    });
    return [
      ...(hasForm ? [emit("routing_form_submission.created", form)] : []),
      ...bookings.flatMap(({ isPaid, outcome }, index) => {
        const booked = invitee({
          uri: `https://api.calendly.com/scheduled_events/${number}/invitees/${index}`,
          email,
          first_name: null,
          last_name: null,
          payment: isPaid ? payment({ external_id: `ch_${number}_${index}` }) : null,
        });
        return [
          emit("invitee.created", booked),
          ...(outcome === "cancelled" ? [emit("invitee.canceled", booked)] : []),
          ...(outcome.startsWith("missed") ? [emit("invitee_no_show.created", booked)] : []),
          ...(outcome === "missed by mistake" ? [emit("invitee_no_show.deleted", booked)] : []),
        ];
      }),
    ];
  });
}
