import fc from "fast-check";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  names: fc.array(fc.constantFrom("Jane", "Janet", "Jean"), { minLength: 1, maxLength: 3 }),
  isPaid: fc.boolean(),
  refunds: fc.array(fc.constantFrom(100, 500), { maxLength: 2 }),
});

/** What a sender of Standard Webhooks sends about one person, the `number`th of a history. */
export function standardStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, email, names, isPaid, refunds }) => {
    const clock = startClock(gaps);
    const emit = (type: string, data: Readonly<Record<string, unknown>>) => ({
      type,
      timestamp: rfc3339(clock()),
      data,
    });
    const payment = { id: `pay_${number}`, email, currency: "JPY" };
    return [
      ...names.map((first_name, index) =>
        emit(index === 0 ? "contact.created" : "contact.updated", { email, first_name }),
      ),
      ...(isPaid ? [emit("payment.succeeded", { ...payment, amount: 1_000 })] : []),
      ...(isPaid
        ? runningTotals(refunds).map((refunded_amount) =>
            emit("payment.refunded", { ...payment, refunded_amount }),
          )
        : []),
    ];
  });
}
