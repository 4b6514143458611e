import fc from "fast-check";
import {
  charge,
  checkoutSession,
  customer,
  invoice,
  stripeEvent,
  subscription,
  subscriptionItem,
} from "../payloads/stripe.ts";
import { addresses, gaps, runningTotals, startClock } from "./timeline.ts";

const choices = fc.record({
  gaps,
  email: addresses,
  newEmail: fc.option(addresses),
  isGuest: fc.boolean(),
  payment: fc.constantFrom("paid", "paid later", "failed later", "abandoned", "none"),
  refunds: fc.array(fc.constantFrom(100, 2_000, 4_900), { maxLength: 3 }),
  isOldApi: fc.boolean(),
  subscription: fc.option(
    fc.record({
      statuses: fc.array(fc.constantFrom("trialing", "active", "past_due", "paused", "unpaid"), {
        maxLength: 3,
      }),
      cycles: fc.array(fc.constantFrom("paid", "failed, then paid"), { maxLength: 2 }),
      isCancelled: fc.boolean(),
    }),
  ),
  productNames: fc.array(fc.constantFrom("Pro", "Pro 2027"), { maxLength: 2 }),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (type: string, object: Readonly<Record<string, unknown>>) => unknown;

/** What Stripe sends about one customer, the `number`th of a history. */
export function stripeStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    let count = 0;
    const emit: Emit = (type, object) =>
      stripeEvent(type, object, { id: `evt_${number}_${count++}`, created: clock() });
    return [
      ...customerEvents(chosen, number, emit),
      ...productEvents(chosen, emit),
      ...paymentEvents(chosen, number, emit),
      ...subscriptionEvents(chosen, number, emit),
    ];
  });
}

function person({ email }: Choices) {
  return { email, name: null, phone: null, address: null };
}

function customerEvents(
  { email, newEmail, isGuest }: Choices,
  number: number,
  emit: Emit,
): readonly unknown[] {
  if (isGuest) return [];
  const id = `cus_${number}`;
  return [
    emit("customer.created", customer({ id, email })),
    ...(newEmail ? [emit("customer.updated", customer({ id, email: newEmail, name: "Jane Roe" }))] : []),
  ];
}

function productEvents({ productNames }: Choices, emit: Emit): readonly unknown[] {
  return productNames.map((name, index) =>
    emit(index === 0 ? "product.created" : "product.updated", { id: "prod_1", name }),
  );
}

function paymentEvents(chosen: Choices, number: number, emit: Emit): readonly unknown[] {
  const { payment, refunds, isGuest, isOldApi } = chosen;
  if (payment === "none") return [];
  const ids = {
    id: `cs_${number}`,
    payment_intent: `pi_${number}`,
    customer: isGuest ? null : `cus_${number}`,
    customer_details: person(chosen),
  };
  if (payment === "abandoned") {
    const unpaid = checkoutSession({ ...ids, payment_intent: null, payment_status: "unpaid" });
    return [emit("checkout.session.expired", unpaid)];
  }
  const payment_status = payment === "paid" ? "paid" : "unpaid";
  const completed = emit("checkout.session.completed", checkoutSession({ ...ids, payment_status }));
  if (payment === "failed later") {
    return [
      completed,
      emit("checkout.session.async_payment_failed", checkoutSession({ ...ids, payment_status })),
    ];
  }
  const succeeded =
    payment === "paid later"
      ? [
          emit(
            "checkout.session.async_payment_succeeded",
            checkoutSession({ ...ids, payment_status: "paid" }),
          ),
        ]
      : [];
  const paid = {
    id: `ch_${number}`,
    payment_intent: `pi_${number}`,
    customer: ids.customer,
    billing_details: person(chosen),
  };
  const refunded = runningTotals(refunds).map((amount_refunded) =>
    emit("charge.refunded", charge({ ...paid, amount_refunded, ...(isOldApi && { invoice: null }) })),
  );
  return [completed, ...succeeded, ...refunded];
}

function subscriptionEvents(chosen: Choices, number: number, emit: Emit): readonly unknown[] {
  if (!chosen.subscription) return [];
  const { isOldApi, email } = chosen;
  const { statuses, cycles, isCancelled } = chosen.subscription;
  const ids = { id: `sub_${number}`, customer: `cus_${number}` };
  const bill = (cycle: number, fields: Readonly<Record<string, unknown>> = {}) =>
    invoice({
      id: `in_${number}_${cycle}`,
      customer: ids.customer,
      customer_email: email,
      ...(isOldApi
        ? { parent: null, subscription: ids.id }
        : { parent: { subscription_details: { subscription: ids.id } } }),
      ...fields,
    });
  const agreed = (status: string, fields: Readonly<Record<string, unknown>> = {}) =>
    subscription({ ...ids, status, items: { data: [subscriptionItem()] }, ...fields });
  const session = checkoutSession({
    id: `cs_${number}_sub`,
    mode: "subscription",
    amount_total: 4_900,
    payment_intent: null,
    invoice: `in_${number}_0`,
    subscription: ids.id,
    customer: ids.customer,
    customer_details: person(chosen),
  });
  return [
    emit("customer.subscription.created", agreed("incomplete")),
    emit("invoice.paid", bill(0)),
    emit("invoice.payment_succeeded", bill(0)),
    emit("checkout.session.completed", session),
    ...statuses.map((status) => emit("customer.subscription.updated", agreed(status))),
    ...cycles.flatMap((cycle, index) => [
      ...(cycle === "paid" ? [] : [emit("invoice.payment_failed", bill(index + 1, { amount_paid: 0 }))]),
      emit("invoice.paid", bill(index + 1)),
    ]),
    ...(isCancelled
      ? [
          emit("customer.subscription.updated", agreed("active", { cancel_at_period_end: true })),
          emit("customer.subscription.deleted", agreed("canceled", { canceled_at: 1_799_990_000 })),
        ]
      : []),
  ];
}
