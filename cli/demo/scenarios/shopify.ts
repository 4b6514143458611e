import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** Shopify: an order that is refunded in part, one refunded bit by bit, and one that is never paid. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, thing: Fields, fate: DemoEvent["fate"] = "processed") => {
    const body = { updated_at: rfc3339(run.at(minutes)), ...thing };
    events.push({ id: `${type}-${events.length}`, type, body, fate });
  };

  tell(1, "customers/create", { ...customer(run, "jane", 1), first_name: "Jane" });
  tell(2, "customers/update", { ...customer(run, "jane", 1), first_name: "Jane", last_name: "Roe" });

  const bought = order(run, "jane", 1, {});
  const part = refund(run, 1, 1, "49.00", "USD");
  tell(10, "orders/create", { ...bought, financial_status: "pending" });
  tell(11, "orders/paid", bought);
  tell(90, "refunds/create", { ...part, updated_at: undefined, processed_at: rfc3339(run.at(90)) });
  tell(91, "orders/updated", { ...bought, financial_status: "partially_refunded", refunds: [part] });

  tell(20, "orders/paid", order(run, "xena", 2, { total_price: "1500", currency: "JPY" }));
  tell(95, "refunds/create", refund(run, 2, 2, "500", "JPY"));
  tell(96, "refunds/create", refund(run, 2, 3, "1000", "JPY"));

  const unpaid = order(run, "yann", 3, { total_price: "50.00", financial_status: "pending" });
  tell(30, "orders/create", unpaid);
  tell(300, "orders/cancelled", {
    ...unpaid,
    financial_status: "voided",
    cancelled_at: rfc3339(run.at(300)),
  });

  tell(400, "products/update", { ...thing(run, "Product", 7), title: "Speaking course" }, "stored");
  tell(401, "orders/create", order(run, "nobody", 4, { currency: "ZZZ" }), "deferred");

  return {
    provider: "shopify",
    events,
    facts: {
      people: ["jane", "xena", "yann"],
      products: 1,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 4_900 },
        { status: "refunded", currency: "JPY", amount: 1_500, refunded: 1_500 },
        { status: "cancelled", currency: "USD", amount: 5_000 },
      ],
      deadLetters: ["unknown-currency"],
    },
  };
};

function numberOf(run: Run, count: number): number {
  return Number(`${run.number}${count}`);
}

function thing(run: Run, kind: string, count: number): Fields {
  const id = numberOf(run, count);
  return { id, admin_graphql_api_id: `gid://shopify/${kind}/${id}` };
}

function customer(run: Run, name: string, count: number): Fields {
  return { ...thing(run, "Customer", count), email: run.email(name) };
}

function order(run: Run, name: string, count: number, fields: Fields): Fields {
  return {
    ...thing(run, "Order", count),
    name: `#${count}`,
    email: run.email(name),
    created_at: rfc3339(run.at(9)),
    currency: "USD",
    total_price: "149.00",
    financial_status: "paid",
    customer: customer(run, name, count),
    line_items: [{ product_id: numberOf(run, 7), title: "Speaking course" }],
    refunds: [],
    ...fields,
  };
}

function refund(run: Run, ofOrder: number, count: number, amount: string, currency: string): Fields {
  return {
    ...thing(run, "Refund", count),
    order_id: numberOf(run, ofOrder),
    transactions: [{ kind: "refund", status: "success", amount, currency }],
    total_duties_set: { shop_money: { amount: "0.00", currency_code: currency } },
  };
}
