import fc from "fast-check";
import { paymentsEvent, refundEvent } from "../payloads/zoho.ts";
import { addresses, gaps, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  receipt_email: addresses,
  stages: fc.constantFrom(
    ["payment.succeeded"],
    ["payment.failed", "payment.succeeded"],
    ["payment.pending", "payment.failed"],
    ["payment.pending", "payment.succeeded"],
  ),
  refunds: fc.array(fc.constantFrom("10.00", "49.00"), { maxLength: 2 }),
});

/** What Zoho Payments sends about one payment, the `number`th of a history. */
export function zohoPaymentsStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, receipt_email, stages, refunds }) => {
    const clock = startClock(gaps);
    const payment = { payment_id: `173${number}`, receipt_email };
    const event = (name: string) => ({ event_id: `${number}-${name}`, event_time: clock() * 1000 });
    const told = stages.map((stage) => paymentsEvent(stage, payment, event(stage)));
    if (stages.at(-1) !== "payment.succeeded") return told;
    return [
      ...told,
      ...refunds.map((amount, index) =>
        refundEvent({ payment_id: payment.payment_id, amount }, event(`refund-${index}`)),
      ),
    ];
  });
}
