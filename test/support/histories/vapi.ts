import fc from "fast-check";
import { callReport, statusUpdate } from "../payloads/vapi.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const statuses = ["queued", "ringing", "in-progress", "ended"];

const choices = fc.record({
  gaps,
  number: fc.constantFrom("+15550100001", "+1 (555) 010-0001", "+15550100002", "anonymous"),
  email: fc.option(addresses, { nil: undefined }),
  calls: fc.array(
    fc.record({
      reached: fc.integer({ min: 1, max: statuses.length }),
      endedReason: fc.constantFrom("customer-ended-call", "customer-did-not-answer", "voicemail"),
    }),
    { maxLength: 3 },
  ),
});

/** What Vapi sends about the calls of one person, the `person`th of a history. */
export function vapiStory(person: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, number, email, calls }) => {
    const clock = startClock(gaps);
    return calls.flatMap(({ reached, endedReason }, index) => {
      const call = { id: `call-${person}-${index}` };
      const updates = statuses
        .slice(0, reached)
        .map((status) => statusUpdate(status, { call, customer: { number }, timestamp: clock() * 1000 }));
      const end = clock();
      const report = callReport({
        call,
        customer: { number, email },
        endedReason,
        endedAt: rfc3339(end),
        timestamp: end * 1000,
      });
      return [...updates, report];
    });
  });
}
