import fc from "fast-check";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

type Fields = Readonly<Record<string, unknown>>;

const choices = fc.record({
  gaps,
  email: addresses,
  names: fc.array(fc.constantFrom("Jane", "Janet", "Jean"), { minLength: 1, maxLength: 3 }),
  isPaid: fc.boolean(),
  refunds: fc.array(fc.constantFrom(100, 500), { maxLength: 2 }),
});

/** What a sender of Standard Webhooks sends about one person, the `number`th of a history. */
export function standardStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    const events: unknown[] = [];
    const emit = (type: string, data: Fields) => {
      events.push({ type, timestamp: rfc3339(clock()), data });
    };
    const { email, names, isPaid, refunds } = chosen;
    names.forEach((first_name, index) => {
      emit(index === 0 ? "contact.created" : "contact.updated", { email, first_name });
    });
    if (!isPaid) return events;
    const payment = { id: `pay_${number}`, email, currency: "JPY" };
    emit("payment.succeeded", { ...payment, amount: 1_000 });
    for (const refunded_amount of runningTotals(refunds)) {
      emit("payment.refunded", { ...payment, refunded_amount });
    }
    return events;
  });
}
