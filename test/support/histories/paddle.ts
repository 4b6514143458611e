import fc from "fast-check";
import { adjustment, customer, paddleEvent, subscription, transaction } from "../payloads/paddle.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  newEmail: fc.option(addresses),
  payment: fc.constantFrom("completed", "failed, then completed", "past due", "cancelled"),
  refunds: fc.array(fc.constantFrom("100", "4900"), { maxLength: 2 }),
  statuses: fc.array(fc.constantFrom("trialing", "active", "past_due", "paused"), { maxLength: 3 }),
  isCancelled: fc.boolean(),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (type: string, data: Readonly<Record<string, unknown>>) => unknown;

/** What Paddle sends about one customer, the `number`th of a history. */
export function paddleStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    let count = 0;
    const emit: Emit = (type, data) =>
      paddleEvent(type, data, { event_id: `evt_${number}_${count++}`, occurred_at: rfc3339(clock()) });
    return [
      ...customerEvents(chosen, number, emit),
      ...paymentEvents(chosen, number, emit),
      ...subscriptionEvents(chosen, number, emit),
    ];
  });
}

function customerEvents({ email, newEmail }: Choices, number: number, emit: Emit): readonly unknown[] {
  const known = { id: `ctm_${number}`, updated_at: undefined };
  return [
    emit("customer.created", customer({ ...known, email })),
    ...(newEmail ? [emit("customer.updated", customer({ ...known, email: newEmail }))] : []),
  ];
}

function paymentEvents({ payment, refunds }: Choices, number: number, emit: Emit): readonly unknown[] {
  const ids = { id: `txn_${number}`, customer_id: `ctm_${number}`, subscription_id: `sub_${number}` };
  const paid = (status: string) => transaction({ ...ids, status });
  if (payment === "past due") return [emit("transaction.past_due", paid("past_due"))];
  if (payment === "cancelled") return [emit("transaction.canceled", paid("canceled"))];
  return [
    ...(payment === "completed" ? [] : [emit("transaction.payment_failed", paid("ready"))]),
    emit("transaction.paid", paid("paid")),
    emit("transaction.completed", paid("completed")),
    ...refunds.flatMap((total, index) => {
      const given = {
        id: `adj_${number}_${index}`,
        transaction_id: ids.id,
        customer_id: ids.customer_id,
        totals: { total },
      };
      return [
        emit("adjustment.created", adjustment({ ...given, status: "pending_approval" })),
        emit("adjustment.updated", adjustment(given)),
      ];
    }),
  ];
}

function subscriptionEvents(
  { statuses, isCancelled }: Choices,
  number: number,
  emit: Emit,
): readonly unknown[] {
  const ids = { id: `sub_${number}`, customer_id: `ctm_${number}` };
  if (statuses.length === 0) return [];
  return [
    emit("subscription.created", subscription(ids)),
    ...statuses.map((status) => emit("subscription.updated", subscription({ ...ids, status }))),
    ...(isCancelled ? [emit("subscription.canceled", subscription({ ...ids, status: "canceled" }))] : []),
  ];
}
