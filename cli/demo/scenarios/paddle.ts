import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Paddle: a payment that is refunded in two parts, others that fail or are given up, and two subscriptions. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, data: Fields, fate: DemoEvent["fate"] = "processed") => {
    const event_id = `evt_${run.number}_${events.length}`;
    const body = { event_id, event_type: type, occurred_at: rfc3339(run.at(minutes)), data };
    events.push({ id: event_id, type, body, fate });
  };

  tell(1, "customer.created", customer(run, "jane", "Jane"));
  tell(2, "customer.updated", customer(run, "jane", "Jane Roe"));
  tell(1, "customer.created", customer(run, "arno", "Arno"));
  tell(1, "customer.created", customer(run, "bela", "Bela"));

  tell(10, "transaction.billed", transaction(run, "jane", { status: "billed" }));
  tell(11, "transaction.paid", transaction(run, "jane", { status: "paid" }));
  tell(12, "transaction.completed", transaction(run, "jane", {}));
  tell(13, "transaction.updated", transaction(run, "jane", {}));
  tell(14, "transaction.revised", transaction(run, "jane", {}));
  tell(90, "adjustment.created", adjustment(run, 1, "3000", "pending_approval"), "stored");
  tell(91, "adjustment.updated", adjustment(run, 1, "3000", "approved"));
  tell(92, "adjustment.created", adjustment(run, 2, "1900", "approved"));

  tell(20, "transaction.payment_failed", transaction(run, "arno", { status: "ready" }));
  tell(21, "transaction.past_due", transaction(run, "arno", { status: "past_due" }));
  tell(22, "transaction.canceled", transaction(run, "bela", { status: "canceled" }));

  tell(30, "subscription.created", subscription(run, "jane", "trialing"));
  tell(31, "subscription.trialing", subscription(run, "jane", "trialing"));
  tell(32, "subscription.activated", subscription(run, "jane", "active"));
  tell(33, "subscription.past_due", subscription(run, "jane", "past_due"));
  tell(34, "subscription.updated", subscription(run, "jane", "active"));
  tell(30, "subscription.imported", subscription(run, "arno", "active"));
  tell(40, "subscription.paused", subscription(run, "arno", "paused"));
  tell(41, "subscription.resumed", subscription(run, "arno", "active"));
  tell(42, "subscription.canceled", subscription(run, "arno", "canceled"));

  tell(5, "transaction.ready", transaction(run, "jane", { status: "ready" }), "stored");
  tell(50, "transaction.completed", transaction(run, "nobody", { currency_code: "ZZZ" }), "deferred");

  return {
    provider: "paddle",
    events,
    facts: {
      people: ["jane", "arno", "bela"],
      products: 1,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 4_900 },
        { status: "failed", currency: "USD", amount: 14_900 },
        { status: "cancelled", currency: "USD", amount: 14_900 },
      ],
      subscriptions: ["active", "cancelled"],
      deadLetters: ["unknown-currency"],
    },
  };
};

function customer(run: Run, name: string, fullName: string): Fields {
  return { id: `ctm_${name}_${run.number}`, email: run.email(name), name: fullName };
}

function transaction(run: Run, name: string, fields: Fields): Fields {
  return {
    id: `txn_${name}_${run.number}`,
    status: "completed",
    customer_id: `ctm_${name}_${run.number}`,
    currency_code: "USD",
    billed_at: rfc3339(run.at(10)),
    details: {
      totals: { grand_total: "14900" },
      line_items: [{ product: { id: `pro_${run.number}`, name: "Pro" } }],
    },
    ...fields,
  };
}

function adjustment(run: Run, count: number, total: string, status: string): Fields {
  return {
    id: `adj_${count}_${run.number}`,
    action: "refund",
    status,
    transaction_id: `txn_jane_${run.number}`,
    customer_id: `ctm_jane_${run.number}`,
    currency_code: "USD",
    totals: { total },
  };
}

function subscription(run: Run, name: string, status: string): Fields {
  const price = { product_id: `pro_${run.number}`, unit_price: { amount: "4900", currency_code: "USD" } };
  return {
    id: `sub_${name}_${run.number}`,
    status,
    customer_id: `ctm_${name}_${run.number}`,
    started_at: rfc3339(run.at(30)),
    billing_cycle: { interval: "month", frequency: 1 },
    items: [{ quantity: 1, recurring: true, price, product: { name: "Pro" } }],
  };
}
