import fc from "fast-check";
import { customer, dispute, payment, squareEvent, subscription } from "../payloads/square.ts";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  newEmail: fc.option(addresses),
  payment: fc.constantFrom("COMPLETED", "FAILED", "CANCELED"),
  refunds: fc.array(fc.constantFrom(100, 2_000), { maxLength: 3 }),
  isDisputed: fc.boolean(),
  statuses: fc.array(fc.constantFrom("ACTIVE", "PAUSED", "DEACTIVATED", "CANCELED"), { maxLength: 3 }),
});

/** What Square sends about one customer, the `number`th of a history. */
export function squareStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    let count = 0;
    const emit = (type: string, kind: string, object: Readonly<Record<string, unknown>>) => {
      const now = rfc3339(clock());
      const dated = kind === "subscription" ? object : { ...object, updated_at: now };
      return squareEvent(
        type,
        { [kind]: dated },
        { event_id: `event-${number}-${count++}`, created_at: now },
      );
    };
    const customer_id = `CUSTOMER${number}`;
    const paid = { id: `PAYMENT${number}`, customer_id, buyer_email_address: chosen.email };
    const agreed = { id: `SUBSCRIPTION${number}`, customer_id };
    const refunds = chosen.payment === "COMPLETED" ? runningTotals(chosen.refunds) : [];
    return [
      emit("customer.created", "customer", customer({ id: customer_id, email_address: chosen.email })),
      ...(chosen.newEmail
        ? [
            emit(
              "customer.updated",
              "customer",
              customer({ id: customer_id, email_address: chosen.newEmail }),
            ),
          ]
        : []),
      emit("payment.created", "payment", payment({ ...paid, status: "APPROVED" })),
      emit("payment.updated", "payment", payment({ ...paid, status: chosen.payment })),
      ...refunds.map((amount) =>
        emit("payment.updated", "payment", payment({ ...paid, refunded_money: { amount, currency: "USD" } })),
      ),
      ...(chosen.isDisputed
        ? [
            emit(
              "dispute.state.updated",
              "dispute",
              dispute({ id: `DISPUTE${number}`, disputed_payment: { payment_id: paid.id } }),
            ),
          ]
        : []),
      ...(chosen.statuses.length > 0
        ? [emit("subscription.created", "subscription", subscription({ ...agreed, status: "PENDING" }))]
        : []),
      ...chosen.statuses.map((status) =>
        emit("subscription.updated", "subscription", subscription({ ...agreed, status })),
      ),
    ];
  });
}
