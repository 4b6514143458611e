import fc from "fast-check";
import { customer, order, refund, refundPayment } from "../payloads/shopify.ts";
import { addresses, gaps, rfc3339, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  names: fc.array(fc.constantFrom("Jane", "Janet"), { minLength: 1, maxLength: 3 }),
  payment: fc.constantFrom("paid", "voided", "pending"),
  refunds: fc.array(fc.constantFrom("10.00", "49.00"), { maxLength: 3 }),
  isCancelled: fc.boolean(),
});

/** What Shopify sends about one customer, the `number`th of a history. */
export function shopifyStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, email, names, payment, refunds, isCancelled }) => {
    const clock = startClock(gaps);
    // A body is known by what it says, so that a thing that changes twice in a second changes in something.
    let version = 0;
    const dated = (thing: Readonly<Record<string, unknown>>) => ({
      ...thing,
      updated_at: rfc3339(clock()),
      tags: `version-${version++}`,
    });
    const buyer = String(500 + number);
    const id = String(9000 + number);
    const sold = (fields: Readonly<Record<string, unknown>>) =>
      dated(order(id, { email, customer: { ...customer(buyer), email }, ...fields }));
    const given = payment === "paid" ? refunds : [];
    return [
      ...names.map((first_name) => dated(customer(buyer, { email, first_name }))),
      sold({ financial_status: "pending" }),
      sold({ financial_status: payment }),
      ...given.flatMap((amount, index) => [
        refund(String(number * 10 + index), {
          order_id: 9000 + number,
          created_at: rfc3339(clock()),
          transactions: [refundPayment(amount)],
        }),
        sold({
          financial_status: "partially_refunded",
          refunds: given
            .slice(0, index + 1)
            .map((part, nth) => ({ id: number * 10 + nth, transactions: [refundPayment(part)] })),
        }),
      ]),
      ...(isCancelled ? [sold({ financial_status: payment, cancelled_at: rfc3339(clock()) })] : []),
    ];
  });
}
