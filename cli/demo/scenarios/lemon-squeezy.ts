import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

type Thing = { readonly type: string; readonly id: string; readonly attributes: Fields };

/** Lemon Squeezy: an order that is refunded in part, and two subscriptions with their renewals. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, data: Thing, fate: DemoEvent["fate"] = "processed") => {
    const attributes = { ...data.attributes, updated_at: rfc3339(run.at(minutes)) };
    const body = { meta: { event_name: type }, data: { ...data, attributes } };
    events.push({ id: `${type}-${events.length}`, type, body, fate });
  };

  tell(10, "order_created", order(run, "jane", 1, {}));
  tell(90, "order_refunded", order(run, "jane", 1, { status: "partial_refund", refunded_amount: 4_900 }));
  tell(20, "order_created", order(run, "carl", 2, { status: "failed", currency: "GBP", total: 3_000 }));

  tell(30, "subscription_created", subscription(run, "jane", 1, "on_trial"));
  tell(31, "subscription_updated", subscription(run, "jane", 1, "active"));
  tell(32, "subscription_plan_changed", subscription(run, "jane", 1, "active"));
  tell(33, "subscription_paused", subscription(run, "jane", 1, "paused"));
  tell(34, "subscription_unpaused", subscription(run, "jane", 1, "active"));
  tell(30, "subscription_created", subscription(run, "dora", 2, "active"));
  tell(40, "subscription_cancelled", subscription(run, "dora", 2, "cancelled"));
  tell(41, "subscription_resumed", subscription(run, "dora", 2, "active"));
  tell(42, "subscription_expired", subscription(run, "dora", 2, "expired"));

  tell(50, "subscription_payment_failed", invoice(run, "jane", 1, { status: "pending" }));
  tell(51, "subscription_payment_recovered", invoice(run, "jane", 1, {}));
  tell(52, "subscription_payment_success", invoice(run, "jane", 1, {}));
  tell(95, "subscription_payment_refunded", invoice(run, "jane", 1, { status: "refunded", refunded: true }));

  tell(60, "license_key_created", thing(run, "license-keys", 1, {}), "stored");
  tell(70, "order_created", order(run, "nobody", 9, { currency: "ZZZ" }), "deferred");

  return {
    provider: "lemon-squeezy",
    events,
    facts: {
      people: ["jane", "carl", "dora"],
      products: 1,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 4_900 },
        { status: "failed", currency: "GBP", amount: 3_000 },
        { status: "refunded", currency: "USD", amount: 4_900, refunded: 4_900 },
      ],
      subscriptions: ["active", "expired"],
      deadLetters: ["unknown-currency"],
    },
  };
};

function thing(run: Run, type: string, count: number, attributes: Fields): Thing {
  return { type, id: `${run.number}${count}`, attributes: { created_at: rfc3339(run.at(9)), ...attributes } };
}

function customer(run: Run, name: string): Fields {
  return { customer_id: `${name}-${run.number}`, user_name: name, user_email: run.email(name) };
}

function order(run: Run, name: string, count: number, fields: Fields): Thing {
  return thing(run, "orders", count, {
    ...customer(run, name),
    status: "paid",
    currency: "USD",
    total: 14_900,
    refunded_amount: 0,
    first_order_item: { product_id: Number(`${run.number}7`), product_name: "Speaking course" },
    ...fields,
  });
}

function invoice(run: Run, name: string, count: number, fields: Fields): Thing {
  return thing(run, "subscription-invoices", count, {
    ...customer(run, name),
    status: "paid",
    billing_reason: "renewal",
    currency: "USD",
    total: 4_900,
    subscription_id: `${run.number}${count}`,
    ...fields,
  });
}

function subscription(run: Run, name: string, count: number, status: string): Thing {
  return thing(run, "subscriptions", count, {
    ...customer(run, name),
    status,
    product_id: Number(`${run.number}7`),
    product_name: "Speaking course",
    cancelled: status === "cancelled",
  });
}
