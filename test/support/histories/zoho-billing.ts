import fc from "fast-check";
import { billingEvent, billingPayment, billingSubscription } from "../payloads/zoho.ts";
import { addresses, gaps, rfc3339, runningTotals, startClock } from "./timeline.ts";

type Fields = Readonly<Record<string, unknown>>;

const choices = fc.record({
  gaps,
  email: addresses,
  isTrial: fc.boolean(),
  end: fc.constantFrom("cancelled", "expired", "non_renewing", "unpaid", null),
  isDeclinedFirst: fc.boolean(),
  refunds: fc.array(fc.constantFrom(10, 5.5), { maxLength: 2 }),
});

/** What Zoho Billing sends about one subscription and its first payment, the `number`th of a history. */
export function zohoBillingStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map(({ gaps, email, isTrial, end, isDeclinedFirst, refunds }) => {
    const clock = startClock(gaps);
    const events: unknown[] = [];
    const emit = (type: string, data: Fields) => {
      const event_id = `${number}-${events.length}`;
      events.push(billingEvent(type, data, { event_id, created_time: rfc3339(clock()) }));
    };
    const customer = { customer_id: `99${number}`, email };
    const subscribed = (status: string) =>
      billingSubscription({ subscription_id: `79${number}`, status, customer });
    const paid = (fields: Fields) => billingPayment({ payment_id: `46${number}`, ...customer, ...fields });

    emit("subscription_created", subscribed(isTrial ? "trial" : "live"));
    if (isTrial) emit("subscription_activation", subscribed("live"));
    if (isDeclinedFirst) emit("payment_declined", paid({}));
    emit("payment_thankyou", paid({}));
    for (const amount_refunded of runningTotals(refunds)) emit("payment_refunded", paid({ amount_refunded }));
    if (end) emit(`subscription_${end}`, subscribed(end));
    return events;
  });
}
