import { type DemoEvent, type Fields, type MakeScenario, type Run } from "../scenario.ts";

/** Stripe: a course, payments by card and by bank debit, and two subscriptions. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, object: Fields, fate: DemoEvent["fate"] = "processed") => {
    const id = `evt_${run.number}_${events.length}`;
    const body = { id, object: "event", type, created: run.at(minutes), livemode: false, data: { object } };
    events.push({ id, type, body, fate });
  };
  const course = { id: `prod_course_${run.number}`, object: "product", name: "Speaking course" };

  tell(0, "product.created", { ...course, name: "Speaking" });
  tell(1, "product.updated", course);
  tell(5, "customer.created", customer(run, "jane"));
  tell(6, "checkout.session.completed", session(run, "jane", { amount_total: 14_900 }));
  tell(40, "customer.updated", { ...customer(run, "jane"), name: "Jane Roe" });
  tell(90, "charge.refunded", refundedCharge(run, "jane", 14_900, 4_900));

  const debit = session(run, "ben", { amount_total: 9_900, currency: "eur", payment_status: "unpaid" });
  tell(10, "checkout.session.completed", debit);
  tell(200, "checkout.session.async_payment_succeeded", { ...debit, payment_status: "paid" });

  tell(14, "checkout.session.completed", session(run, "finn", { amount_total: 3_000 }));
  tell(420, "charge.dispute.closed", {
    id: `dp_${run.number}`,
    object: "dispute",
    status: "lost",
    charge: `ch_finn_${run.number}`,
    payment_intent: `pi_finn_${run.number}`,
    amount: 3_000,
    currency: "usd",
  });

  const bounced = session(run, "cleo", { amount_total: 2_500, payment_status: "unpaid" });
  tell(12, "checkout.session.completed", bounced);
  tell(210, "checkout.session.async_payment_failed", bounced);

  const left = { amount_total: 14_900, payment_status: "unpaid", payment_intent: null, customer: null };
  tell(300, "checkout.session.expired", session(run, "dan", left));

  tell(20, "customer.subscription.created", subscription(run, "jane", "incomplete"));
  tell(20, "invoice.paid", invoice(run, "jane"));
  tell(20, "invoice.payment_succeeded", invoice(run, "jane"));
  tell(20, "customer.subscription.updated", subscription(run, "jane", "active"));

  tell(30, "customer.subscription.created", subscription(run, "eve", "trialing"));
  tell(31, "customer.subscription.trial_will_end", subscription(run, "eve", "trialing"));
  tell(60, "invoice.payment_failed", { ...invoice(run, "eve"), amount_paid: 0, status: "open" });
  tell(61, "invoice.paid", invoice(run, "eve"));
  tell(61, "invoice_payment.paid", {
    id: `inpay_eve_${run.number}`,
    object: "invoice_payment",
    invoice: `in_eve_${run.number}`,
    payment: { type: "payment_intent", payment_intent: `pi_eve_${run.number}` },
  });
  tell(62, "customer.subscription.updated", subscription(run, "eve", "active"));
  tell(70, "customer.subscription.paused", subscription(run, "eve", "paused"));
  tell(80, "customer.subscription.resumed", subscription(run, "eve", "active"));
  const ended = { ...subscription(run, "eve", "canceled"), canceled_at: run.at(400) };
  tell(400, "customer.subscription.deleted", ended);

  tell(6, "payment_intent.succeeded", { id: `pi_jane_${run.number}`, object: "payment_intent" }, "stored");
  const play = { amount_total: 100, currency: "zzz" };
  tell(410, "checkout.session.completed", session(run, "nobody1", play), "deferred");
  const absurd = { amount_total: 9_000_000_000_000_000 };
  tell(411, "checkout.session.completed", session(run, "nobody2", absurd), "deferred");

  return {
    provider: "stripe",
    events,
    facts: {
      people: ["jane", "ben", "cleo", "dan", "eve", "finn"],
      products: 2,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 4_900 },
        { status: "succeeded", currency: "EUR", amount: 9_900 },
        { status: "refunded", currency: "USD", amount: 3_000, refunded: 3_000 },
        { status: "failed", currency: "USD", amount: 2_500 },
        { status: "cancelled", currency: "USD", amount: 14_900 },
        { status: "succeeded", currency: "USD", amount: 4_900 },
        { status: "succeeded", currency: "USD", amount: 4_900 },
      ],
      subscriptions: ["active", "cancelled"],
      deadLetters: ["unknown-currency", "absurd-amount"],
    },
  };
};

function customer(run: Run, name: string): Fields {
  return {
    id: `cus_${name}_${run.number}`,
    object: "customer",
    email: run.email(name),
    name: null,
    phone: null,
  };
}

function session(run: Run, name: string, fields: Fields): Fields {
  return {
    id: `cs_${name}_${run.number}`,
    object: "checkout.session",
    mode: "payment",
    payment_status: "paid",
    currency: "usd",
    customer: `cus_${name}_${run.number}`,
    payment_intent: `pi_${name}_${run.number}`,
    invoice: null,
    subscription: null,
    customer_details: { email: run.email(name), name, phone: null },
    ...fields,
  };
}

function refundedCharge(run: Run, name: string, amount: number, amount_refunded: number): Fields {
  return {
    id: `ch_${name}_${run.number}`,
    object: "charge",
    amount,
    amount_refunded,
    currency: "usd",
    customer: `cus_${name}_${run.number}`,
    payment_intent: `pi_${name}_${run.number}`,
    billing_details: { email: run.email(name), name: null, phone: null },
  };
}

function invoice(run: Run, name: string): Fields {
  return {
    id: `in_${name}_${run.number}`,
    object: "invoice",
    status: "paid",
    amount_paid: 4_900,
    amount_due: 4_900,
    currency: "usd",
    customer: `cus_${name}_${run.number}`,
    customer_email: run.email(name),
    parent: { subscription_details: { subscription: `sub_${name}_${run.number}` } },
    lines: {
      data: [{ description: "1 × Pro", pricing: { price_details: { product: `prod_pro_${run.number}` } } }],
    },
  };
}

function subscription(run: Run, name: string, status: string): Fields {
  const price = { product: `prod_pro_${run.number}`, unit_amount: 4_900, currency: "usd" };
  return {
    id: `sub_${name}_${run.number}`,
    object: "subscription",
    status,
    customer: `cus_${name}_${run.number}`,
    start_date: run.at(20),
    cancel_at_period_end: false,
    items: {
      data: [
        {
          quantity: 1,
          current_period_end: run.at(30 * 24 * 60),
          price: { ...price, recurring: { interval: "month", interval_count: 1 } },
        },
      ],
    },
  };
}
