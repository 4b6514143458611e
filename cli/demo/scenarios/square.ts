import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Square: payments at a counter, one of them refunded in part, a subscription, and who paid an invoice. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, object: Fields, fate: DemoEvent["fate"] = "processed") => {
    const event_id = `sq-${run.number}-${events.length}`;
    const body = {
      merchant_id: "DEMO",
      type,
      event_id,
      created_at: rfc3339(run.at(minutes)),
      data: { object },
    };
    events.push({ id: event_id, type, body, fate });
  };

  tell(1, "customer.created", customer(run, "jane", 1, {}));
  tell(2, "customer.updated", customer(run, "jane", 2, { family_name: "Roe" }));

  tell(10, "payment.created", payment(run, "jane", 10, { status: "APPROVED" }));
  tell(11, "payment.updated", payment(run, "jane", 11, {}));
  const given = { amount: 4_900, currency: "USD" };
  tell(90, "payment.updated", payment(run, "jane", 90, { refunded_money: given }));

  const carriage = { amount: 800, currency: "USD" };
  tell(15, "payment.updated", payment(run, "ugo", 15, { total_money: carriage }));
  tell(95, "dispute.state.updated", {
    dispute: {
      id: `dis_${run.number}`,
      state: "LOST",
      amount_money: carriage,
      disputed_payment: { payment_id: `PAY_ugo_${run.number}` },
    },
  });

  const meal = { amount: 2_000, currency: "CAD" };
  tell(20, "payment.created", payment(run, "zita", 20, { status: "APPROVED", total_money: meal }));
  tell(21, "payment.updated", payment(run, "zita", 21, { status: "CANCELED", total_money: meal }));
  tell(22, "invoice.payment_made", {
    invoice: {
      id: `inv_${run.number}`,
      primary_recipient: { customer_id: `CUST_zita_${run.number}`, email_address: run.email("zita") },
    },
  });

  tell(30, "subscription.created", subscription(run, "PENDING"));
  tell(31, "subscription.updated", subscription(run, "ACTIVE"));

  tell(40, "order.created", { order_created: { order_id: `ord_${run.number}` } }, "stored");
  const unpriced = { total_money: { amount: 100, currency: "ZZZ" } };
  tell(50, "payment.created", payment(run, "nobody", 50, unpriced), "deferred");

  return {
    provider: "square",
    events,
    facts: {
      people: ["jane", "zita", "ugo"],
      products: 1,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 4_900 },
        { status: "refunded", currency: "USD", amount: 800, refunded: 800 },
        { status: "cancelled", currency: "CAD", amount: 2_000 },
      ],
      subscriptions: ["active"],
      deadLetters: ["unknown-currency"],
    },
  };
};

function customer(run: Run, name: string, minutes: number, fields: Fields): Fields {
  return {
    customer: {
      id: `CUST_${name}_${run.number}`,
      email_address: run.email(name),
      given_name: name,
      updated_at: rfc3339(run.at(minutes)),
      ...fields,
    },
  };
}

function payment(run: Run, name: string, minutes: number, fields: Fields): Fields {
  return {
    payment: {
      id: `PAY_${name}_${run.number}`,
      status: "COMPLETED",
      created_at: rfc3339(run.at(9)),
      updated_at: rfc3339(run.at(minutes)),
      amount_money: { amount: 13_900, currency: "USD" },
      // With the tip.
      total_money: { amount: 14_900, currency: "USD" },
      customer_id: `CUST_${name}_${run.number}`,
      ...fields,
    },
  };
}

function subscription(run: Run, status: string): Fields {
  const ids = { customer_id: `CUST_jane_${run.number}`, plan_variation_id: `PLAN_${run.number}` };
  return { subscription: { id: `SUB_${run.number}`, status, ...ids, start_date: "2026-01-15" } };
}
