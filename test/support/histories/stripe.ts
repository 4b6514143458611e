import fc from "fast-check";
import {
  charge,
  checkoutSession,
  customer,
  dispute,
  invoice,
  stripeEvent,
  subscription,
  subscriptionItem,
} from "../payloads/stripe.ts";
import { addresses, gaps, runningTotals, startClock } from "./timeline.ts";

type Fields = Readonly<Record<string, unknown>>;

const choices = fc.record({
  gaps,
  email: addresses,
  newEmail: fc.option(addresses),
  isGuest: fc.boolean(),
  payment: fc.constantFrom("paid", "paid later", "failed later", "abandoned", "none"),
  refunds: fc.array(fc.constantFrom(100, 2_000, 4_900), { maxLength: 3 }),
  isDisputed: fc.boolean(),
  isOldApi: fc.boolean(),
  subscription: fc.option(
    fc.record({
      statuses: fc.array(fc.constantFrom("trialing", "active", "past_due", "paused", "unpaid"), {
        maxLength: 3,
      }),
      cycles: fc.array(fc.constantFrom("paid", "failed, then paid"), { maxLength: 2 }),
      /** By how many payments the first invoice was paid, and what was refunded of each. */
      refundsOfPayments: fc.array(fc.array(fc.constantFrom(100, 900, 2_000), { maxLength: 2 }), {
        minLength: 1,
        maxLength: 2,
      }),
      namesPayments: fc.constantFrom("by events", "when expanded", "both"),
      isCancelled: fc.boolean(),
    }),
  ),
  productNames: fc.array(fc.constantFrom("Pro", "Pro 2027"), { maxLength: 2 }),
});

type Choices = typeof choices extends fc.Arbitrary<infer Value> ? Value : never;
type Emit = (type: string, object: Fields) => void;

/** What Stripe sends about one customer, the `number`th of a history. */
export function stripeStory(number: number): fc.Arbitrary<readonly unknown[]> {
  return choices.map((chosen) => {
    const clock = startClock(chosen.gaps);
    const events: unknown[] = [];
    const emit: Emit = (type, object) => {
      events.push(stripeEvent(type, object, { id: `evt_${number}_${events.length}`, created: clock() }));
    };
    if (!chosen.isGuest) tellCustomer(chosen, number, emit);
    chosen.productNames.forEach((name, index) => {
      emit(index === 0 ? "product.created" : "product.updated", { id: "prod_1", name });
    });
    tellPayment(chosen, number, emit);
    tellSubscription(chosen, number, emit);
    return events;
  });
}

function tellCustomer({ email, newEmail }: Choices, number: number, emit: Emit): void {
  const id = `cus_${number}`;
  emit("customer.created", customer({ id, email }));
  if (newEmail) emit("customer.updated", customer({ id, email: newEmail, name: "Jane Roe" }));
}

function tellPayment(chosen: Choices, number: number, emit: Emit): void {
  const { email, payment, refunds, isDisputed, isGuest, isOldApi } = chosen;
  if (payment === "none") return;
  const person = { email, name: null, phone: null, address: null };
  const customerId = isGuest ? null : `cus_${number}`;
  const session = (fields: Fields) =>
    checkoutSession({
      id: `cs_${number}`,
      payment_intent: `pi_${number}`,
      customer: customerId,
      customer_details: person,
      ...fields,
    });
  if (payment === "abandoned") {
    emit("checkout.session.expired", session({ payment_intent: null, payment_status: "unpaid" }));
    return;
  }
  const unpaid = session({ payment_status: "unpaid" });
  emit("checkout.session.completed", payment === "paid" ? session({}) : unpaid);
  if (payment === "failed later") {
    emit("checkout.session.async_payment_failed", unpaid);
    return;
  }
  if (payment === "paid later") emit("checkout.session.async_payment_succeeded", session({}));
  for (const amount_refunded of runningTotals(refunds)) {
    const paid = { id: `ch_${number}`, payment_intent: `pi_${number}`, customer: customerId };
    const old = isOldApi ? { invoice: null } : {};
    emit("charge.refunded", charge({ ...paid, ...old, billing_details: person, amount_refunded }));
  }
  if (isDisputed) {
    const disputed = { id: `dp_${number}`, charge: `ch_${number}`, payment_intent: `pi_${number}` };
    emit("charge.dispute.closed", dispute({ ...disputed, amount: 500 }));
  }
}

function paidBy(payment_intent: string) {
  return { payment: { type: "payment_intent", payment_intent } };
}

function tellSubscription(
  { subscription: chosen, email, isOldApi }: Choices,
  number: number,
  emit: Emit,
): void {
  if (!chosen) return;
  const ids = { id: `sub_${number}`, customer: `cus_${number}` };
  const parent = isOldApi
    ? { parent: null, subscription: ids.id }
    : { parent: { subscription_details: { subscription: ids.id } } };
  const bill = (cycle: number, fields: Fields = {}) =>
    invoice({
      id: `in_${number}_${cycle}`,
      customer: ids.customer,
      customer_email: email,
      ...parent,
      ...fields,
    });
  const agreed = (status: string, fields: Fields = {}) =>
    subscription({ ...ids, status, items: { data: [subscriptionItem()] }, ...fields });

  emit("customer.subscription.created", agreed("incomplete"));
  const intents = chosen.refundsOfPayments.map((_, index) => `pi_${number}_0_${index}`);
  const names = chosen.namesPayments === "by events" ? {} : { payments: { data: intents.map(paidBy) } };
  emit("invoice.paid", bill(0, names));
  emit("invoice.payment_succeeded", bill(0, names));
  if (chosen.namesPayments !== "when expanded") {
    for (const intent of intents) {
      emit("invoice_payment.paid", { id: `inpay_${intent}`, invoice: `in_${number}_0`, ...paidBy(intent) });
    }
  }
  chosen.refundsOfPayments.forEach((refunds, index) => {
    const payment = { id: `ch_${number}_0_${index}`, payment_intent: intents[index], customer: ids.customer };
    const old = isOldApi ? { invoice: `in_${number}_0` } : {};
    for (const amount_refunded of runningTotals(refunds)) {
      emit("charge.refunded", charge({ ...payment, ...old, amount: 4_900, amount_refunded }));
    }
  });
  emit(
    "checkout.session.completed",
    checkoutSession({
      id: `cs_${number}_sub`,
      mode: "subscription",
      amount_total: 4_900,
      payment_intent: null,
      invoice: `in_${number}_0`,
      subscription: ids.id,
      customer: ids.customer,
      customer_details: { email },
    }),
  );
  for (const status of chosen.statuses) emit("customer.subscription.updated", agreed(status));
  for (const [index, cycle] of chosen.cycles.entries()) {
    if (cycle !== "paid") emit("invoice.payment_failed", bill(index + 1, { amount_paid: 0 }));
    emit("invoice.paid", bill(index + 1));
  }
  if (!chosen.isCancelled) return;
  emit("customer.subscription.updated", agreed("active", { cancel_at_period_end: true }));
  emit("customer.subscription.deleted", agreed("canceled", { canceled_at: 1_799_990_000 }));
}
