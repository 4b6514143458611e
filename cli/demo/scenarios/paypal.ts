import { type DemoEvent, type Fields, type MakeScenario, rfc3339, type Run } from "../scenario.ts";

/** PayPal: orders with their captures and refunds, and subscriptions with their sales. */
export const makeScenario: MakeScenario = (run) => {
  const events: DemoEvent[] = [];
  const tell = (minutes: number, type: string, resource: Fields, fate: DemoEvent["fate"] = "processed") => {
    const id = `WH-${run.number}-${events.length}`;
    const body = {
      id,
      event_version: "1.0",
      create_time: rfc3339(run.at(minutes)),
      event_type: type,
      resource,
    };
    events.push({ id, type, body, fate });
  };

  const plan = { id: `P-${run.number}`, name: "Membership" };
  tell(0, "BILLING.PLAN.CREATED", { ...plan, name: "Member" });
  tell(1, "BILLING.PLAN.UPDATED", plan);
  const course = { id: `PROD-${run.number}`, name: "Speaking course" };
  tell(0, "CATALOG.PRODUCT.CREATED", { ...course, name: "Course" });
  tell(1, "CATALOG.PRODUCT.UPDATED", course);

  const paid = capture(run, "jane", "149.00", "USD");
  tell(10, "CHECKOUT.ORDER.APPROVED", order(run, "jane"));
  tell(11, "PAYMENT.CAPTURE.PENDING", paid);
  tell(12, "PAYMENT.CAPTURE.COMPLETED", paid);
  tell(13, "CHECKOUT.ORDER.COMPLETED", {
    ...order(run, "jane"),
    status: "COMPLETED",
    purchase_units: [
      { description: "Speaking course", payments: { captures: [{ ...paid, status: "COMPLETED" }] } },
    ],
  });
  tell(90, "PAYMENT.CAPTURE.REFUNDED", refundOf(run, "jane", "49.00", "USD"));

  tell(20, "CHECKOUT.ORDER.APPROVED", order(run, "frank"));
  tell(21, "PAYMENT.CAPTURE.DECLINED", capture(run, "frank", "30.00", "GBP"));
  tell(22, "CHECKOUT.ORDER.APPROVED", order(run, "gina"));
  tell(23, "PAYMENT.CAPTURE.DENIED", capture(run, "gina", "30.00", "GBP"));
  tell(24, "CHECKOUT.ORDER.APPROVED", order(run, "hal"));
  tell(25, "PAYMENT.CAPTURE.COMPLETED", capture(run, "hal", "1500", "JPY"));
  tell(95, "PAYMENT.CAPTURE.REVERSED", refundOf(run, "hal", "1500", "JPY"));

  tell(30, "BILLING.SUBSCRIPTION.CREATED", subscription(run, "jane", "APPROVAL_PENDING"));
  tell(31, "BILLING.SUBSCRIPTION.ACTIVATED", subscription(run, "jane", "ACTIVE"));
  tell(31, "PAYMENT.SALE.PENDING", sale(run, "jane"));
  tell(32, "PAYMENT.SALE.COMPLETED", sale(run, "jane"));
  tell(33, "PAYMENT.SALE.REFUNDED", refundedSale(run, "jane", "10.00"));
  tell(40, "BILLING.SUBSCRIPTION.UPDATED", subscription(run, "jane", "ACTIVE"));
  tell(50, "BILLING.SUBSCRIPTION.PAYMENT.FAILED", subscription(run, "jane", "ACTIVE"));
  tell(60, "BILLING.SUBSCRIPTION.SUSPENDED", subscription(run, "jane", "SUSPENDED"));
  tell(70, "BILLING.SUBSCRIPTION.RE-ACTIVATED", subscription(run, "jane", "ACTIVE"));

  tell(30, "BILLING.SUBSCRIPTION.ACTIVATED", subscription(run, "ida", "ACTIVE"));
  tell(31, "PAYMENT.SALE.DENIED", sale(run, "ida"));
  tell(80, "BILLING.SUBSCRIPTION.CANCELLED", subscription(run, "ida", "CANCELLED"));

  tell(30, "BILLING.SUBSCRIPTION.ACTIVATED", subscription(run, "kim", "ACTIVE"));
  tell(31, "PAYMENT.SALE.COMPLETED", sale(run, "kim"));
  tell(85, "PAYMENT.SALE.REVERSED", refundedSale(run, "kim", "49.00"));
  tell(86, "BILLING.SUBSCRIPTION.EXPIRED", subscription(run, "kim", "EXPIRED"));

  tell(200, "CUSTOMER.DISPUTE.CREATED", { dispute_id: `PP-D-${run.number}` }, "stored");
  tell(201, "PAYMENT.CAPTURE.COMPLETED", capture(run, "nobody", "30.00", "ZZZ"), "deferred");
  tell(202, "PAYMENT.CAPTURE.COMPLETED", { ...capture(run, "nobody", "", ""), amount: {} }, "deferred");

  return {
    provider: "paypal",
    events,
    facts: {
      people: ["jane", "frank", "gina", "hal", "ida", "kim"],
      products: 2,
      payments: [
        { status: "partially_refunded", currency: "USD", amount: 14_900, refunded: 4_900 },
        { status: "failed", currency: "GBP", amount: 3_000 },
        { status: "failed", currency: "GBP", amount: 3_000 },
        { status: "refunded", currency: "JPY", amount: 1_500, refunded: 1_500 },
        { status: "partially_refunded", currency: "USD", amount: 4_900, refunded: 1_000 },
        { status: "failed", currency: "USD", amount: 4_900 },
        { status: "refunded", currency: "USD", amount: 4_900, refunded: 4_900 },
      ],
      subscriptions: ["active", "cancelled", "expired"],
      deadLetters: ["unknown-currency", "missing-field"],
    },
  };
};

function idOf(kind: string, run: Run, name: string): string {
  return `${kind}-${name.toUpperCase()}-${run.number}`;
}

function payer(run: Run, name: string): Fields {
  return {
    payer_id: idOf("PAYER", run, name),
    email_address: run.email(name),
    name: { given_name: name, surname: "Example" },
  };
}

function order(run: Run, name: string): Fields {
  return { id: idOf("ORDER", run, name), status: "APPROVED", payer: payer(run, name) };
}

function capture(run: Run, name: string, value: string, currency_code: string): Fields {
  return {
    id: idOf("CAPTURE", run, name),
    amount: { value, currency_code },
    create_time: rfc3339(run.at(11)),
    supplementary_data: { related_ids: { order_id: idOf("ORDER", run, name) } },
  };
}

function refundOf(run: Run, name: string, value: string, currency_code: string): Fields {
  const amount = { value, currency_code };
  return {
    id: idOf("REFUND", run, name),
    amount,
    seller_payable_breakdown: { total_refunded_amount: amount },
    links: [{ rel: "up", href: `https://api.paypal.com/v2/payments/captures/${idOf("CAPTURE", run, name)}` }],
  };
}

function sale(run: Run, name: string): Fields {
  return {
    id: idOf("SALE", run, name),
    amount: { total: "49.00", currency: "USD" },
    billing_agreement_id: idOf("I", run, name),
    create_time: rfc3339(run.at(31)),
  };
}

function refundedSale(run: Run, name: string, value: string): Fields {
  return {
    id: idOf("REFUND", run, name),
    sale_id: idOf("SALE", run, name),
    amount: { total: value, currency: "USD" },
    total_refunded_amount: { value, currency: "USD" },
  };
}

function subscription(run: Run, name: string, status: string): Fields {
  return {
    id: idOf("I", run, name),
    plan_id: `P-${run.number}`,
    status,
    start_time: rfc3339(run.at(30)),
    subscriber: payer(run, name),
  };
}
