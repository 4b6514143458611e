import fc from "fast-check";
import { invoice, lemonSqueezyEvent, order, subscription } from "../payloads/lemon-squeezy.ts";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  user_email: addresses,
  refunds: fc.array(fc.constantFrom(100, 4_900), { maxLength: 3 }),
  statuses: fc.array(fc.constantFrom("active", "paused", "past_due", "unpaid", "cancelled"), {
    maxLength: 3,
  }),
  cycles: fc.array(fc.constantFrom("paid", "failed, then paid", "refunded"), { maxLength: 2 }),
  isExpired: fc.boolean(),
});

/** What Lemon Squeezy sends about one customer, the `number`th of a history. */
export function lemonSqueezyStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, user_email, refunds, statuses, cycles, isExpired }) => {
    const clock = startClock(gaps);
    let tick = 0;
    const emit = (name: string, type: string, attributes: Readonly<Record<string, unknown>>) =>
      lemonSqueezyEvent(name, type, {
        ...attributes,
        // To the microsecond, by which two changes of one thing are told apart.
        updated_at: rfc3339(clock()).replace("000Z", `${String(tick++).padStart(6, "0")}Z`),
      });
    const buyer = { user_email, customer_id: 500 + number };
    const ids = { ...buyer, id: String(number) };
    const bill = (cycle: number, fields: Readonly<Record<string, unknown>> = {}) =>
      invoice({ ...buyer, id: String(number * 10 + cycle), subscription_id: number, ...fields });
    return [
      emit("order_created", "orders", order(ids)),
      ...runningTotals(refunds).map((refunded_amount) =>
        emit("order_refunded", "orders", order({ ...ids, refunded_amount, status: "partial_refund" })),
      ),
      emit("subscription_created", "subscriptions", subscription(ids)),
      emit("subscription_payment_success", "subscription-invoices", bill(0, { billing_reason: "initial" })),
      ...statuses.map((status) =>
        emit("subscription_updated", "subscriptions", subscription({ ...ids, status })),
      ),
      ...cycles.flatMap((cycle, index) => {
        const unpaid = bill(index + 1, { status: "pending" });
        const refunded = bill(index + 1, { status: "refunded", refunded: true, refunded_amount: 4_900 });
        return [
          ...(cycle === "failed, then paid"
            ? [emit("subscription_payment_failed", "subscription-invoices", unpaid)]
            : []),
          emit("subscription_payment_success", "subscription-invoices", bill(index + 1)),
          ...(cycle === "refunded"
            ? [emit("subscription_payment_refunded", "subscription-invoices", refunded)]
            : []),
        ];
      }),
      ...(isExpired
        ? [emit("subscription_expired", "subscriptions", subscription({ ...ids, status: "expired" }))]
        : []),
    ];
  });
}
