import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-stripe/provider.ts";
import {
  charge,
  checkoutSession,
  customer,
  dispute,
  invoice,
  stripeEvent,
  subscription,
  subscriptionItem,
} from "../../support/payloads/stripe.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";

const at = "2027-01-15T07:59:50Z";
const identities = [{ scope: "stripe:customer", value: "cus_1" }];
const jane = { kind: "contact", email: "jane@example.com", identities, full_name: "Jane Doe" };
const janeWithPhone = { ...jane, phone: "+15550100001", phone_sent: "+15550100001" };
const paid = { kind: "transaction", at, rank: 30, payment_status: "succeeded", confirmed: true };
const product = { kind: "product", at, external_id: "prod_1" };

async function say(type: string, object: Readonly<Record<string, unknown>>) {
  return changesOf(provider, stripeEvent(type, object));
}

async function problem(type: string, object: Readonly<Record<string, unknown>>) {
  return problemOf(provider, stripeEvent(type, object));
}

describe("identify", () => {
  test("takes an event's id, type and time", () => {
    const body = stripeEvent("charge.refunded", {});
    expect(provider.identify(body)).toEqual([
      { id: "evt_1", type: "charge.refunded", occurredAt: at, payload: body },
    ]);
  });

  test("takes the time of API v2's events, which is written out", () => {
    const body = { id: "evt_2", type: "v2.core.event_destination.ping", created: "2027-01-15T07:59:50.123Z" };
    expect(provider.identify(body)).toMatchObject([{ occurredAt: "2027-01-15T07:59:50.123Z" }]);
  });

  test.each([
    ["no id", { type: "invoice.paid" }],
    ["an empty id", { id: "", type: "invoice.paid" }],
    ["no type", { id: "evt_1" }],
    ["a list", []],
    ["nothing", null],
  ])("knows no event in a body with %s", (_, body) => {
    expect(provider.identify(body)).toBeNull();
  });
});

describe("checkout sessions", () => {
  const paidSession = { ...paid, external_id: "pi_1", amount: 14_900, currency: "USD", occurred_at: at };
  const contact = { ...janeWithPhone, at };

  test("a completed and paid session is a payment under its payment intent", async () => {
    expect(await say("checkout.session.completed", checkoutSession())).toStrictEqual([contact, paidSession]);
  });

  test("a completed session that is yet to be paid is a pending payment", async () => {
    const [, transaction] = await say(
      "checkout.session.completed",
      checkoutSession({ payment_status: "unpaid" }),
    );
    const { occurred_at, ...pending } = paidSession;
    expect(occurred_at).toBe(at);
    expect(transaction).toStrictEqual({ ...pending, rank: 10, payment_status: "pending" });
  });

  test("a session that a discount made free is a payment of nothing", async () => {
    const free = { payment_status: "no_payment_required", amount_total: 0, payment_intent: null };
    const [, transaction] = await say("checkout.session.completed", checkoutSession(free));
    expect(transaction).toStrictEqual({ ...paidSession, external_id: "cs_test_1", amount: 0 });
  });

  test.each([
    ["checkout.session.async_payment_succeeded", { rank: 30, payment_status: "succeeded", occurred_at: at }],
    ["checkout.session.async_payment_failed", { rank: 20, payment_status: "failed" }],
    ["checkout.session.expired", { rank: 40, payment_status: "cancelled" }],
  ])(
    "%s says what has become of the payment, and what the customer entered long ago",
    async (type, expected) => {
      const { occurred_at, ...transaction } = paidSession;
      expect(occurred_at).toBe(at);
      expect(await say(type, checkoutSession({ payment_status: "unpaid" }))).toStrictEqual([
        { ...contact, at: "2027-01-15T07:58:20Z" },
        { ...transaction, ...expected },
      ]);
    },
  );

  test("a status that we don't know is left unsaid", async () => {
    const [, transaction] = await say(
      "checkout.session.completed",
      checkoutSession({ payment_status: "new" }),
    );
    expect(transaction).not.toHaveProperty("payment_status");
  });

  test("a session of a subscription is the payment of its first invoice", async () => {
    const session = { mode: "subscription", payment_intent: null, invoice: "in_1", subscription: "sub_1" };
    const [, transaction] = await say("checkout.session.completed", checkoutSession(session));
    expect(transaction).toStrictEqual({ ...paidSession, external_id: "in_1", subscription: "sub_1" });
  });

  test.each([
    ["saves a card", { mode: "setup", payment_intent: null, amount_total: null }],
    ["awaits its subscription's invoice", { mode: "subscription", payment_intent: null }],
    ["awaits an invoice of the payment", { invoice_creation: { enabled: true } }],
  ])("a session that %s is no payment", async (_, fields) => {
    expect(await say("checkout.session.completed", checkoutSession(fields))).toStrictEqual([contact]);
  });

  test("a payment that gets an invoice is told under the invoice, as `invoice.paid` does", async () => {
    const session = checkoutSession({ invoice: "in_9", invoice_creation: { enabled: true } });
    const [, transaction] = await say("checkout.session.completed", session);
    expect(transaction).toMatchObject({ external_id: "in_9" });
  });

  test("a guest is known by the address alone, and nobody by none", async () => {
    const guest = checkoutSession({
      customer: null,
      customer_details: null,
      customer_email: "zoe@example.com",
    });
    expect(await say("checkout.session.completed", guest)).toMatchObject([
      { kind: "contact", email: "zoe@example.com" },
      { kind: "transaction" },
    ]);
    const nobody = checkoutSession({
      customer: null,
      customer_details: { email: "not an address", name: "Jane" },
    });
    expect(await say("checkout.session.expired", nobody)).toMatchObject([{ kind: "transaction" }]);
  });

  test("a customer and an invoice may be sent whole instead of by id", async () => {
    const session = checkoutSession({
      customer: { id: "cus_1", object: "customer" },
      invoice: { id: "in_1" },
    });
    expect(await say("checkout.session.completed", session)).toMatchObject([
      { identities },
      { external_id: "in_1" },
    ]);
  });
});

describe("invoices", () => {
  const contact = { ...jane, at: "2027-01-15T07:45:00Z" };
  const payment = {
    ...paid,
    external_id: "in_1",
    amount: 4_900,
    currency: "USD",
    product: "prod_1",
    subscription: "sub_1",
    description: "1 × Pro (at $49.00 / month)",
    occurred_at: "2027-01-15T07:59:40Z",
  };

  test.each(["invoice.paid", "invoice.payment_succeeded"])(
    "%s is a payment under the invoice",
    async (type) => {
      expect(await say(type, invoice())).toStrictEqual([contact, product, payment]);
    },
  );

  test("says the same in the shape before 2025-03-31", async () => {
    const lines = (line: Readonly<Record<string, unknown>>) => ({
      data: [{ description: "1 × Pro (at $49.00 / month)", proration: false, ...line }],
    });
    const old = { parent: undefined, subscription: "sub_1", payment_intent: "pi_1", charge: "ch_1" };
    const priced = invoice({ ...old, lines: lines({ price: { id: "price_1", product: "prod_1" } }) });
    expect(await say("invoice.paid", priced)).toStrictEqual([contact, product, payment]);
    const planned = invoice({ ...old, lines: lines({ plan: { id: "plan_1", product: "prod_1" } }) });
    expect(await say("invoice.paid", planned)).toStrictEqual([contact, product, payment]);
  });

  test("invoice.payment_failed is a failed payment of what is due", async () => {
    const failed = invoice({
      amount_paid: 0,
      amount_due: 5_000,
      status_transitions: { finalized_at: 1_799_999_100 },
    });
    const { occurred_at, ...rest } = payment;
    expect(occurred_at).toBeDefined();
    expect(await say("invoice.payment_failed", failed)).toStrictEqual([
      contact,
      product,
      { ...rest, rank: 20, amount: 5_000, payment_status: "failed" },
    ]);
  });

  test("is named after what it sells, not after a proration", async () => {
    const lines = {
      data: [
        { description: "Unused time on Basic", parent: { subscription_item_details: { proration: true } } },
        { description: "Remaining time on Pro", parent: { subscription_item_details: { proration: false } } },
      ],
    };
    expect(await say("invoice.paid", invoice({ lines }))).toMatchObject([
      {},
      { description: "Remaining time on Pro" },
    ]);
  });
});

describe("refunds", () => {
  const contact = { ...jane, at: "2027-01-15T05:13:20Z" };
  const settled = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "pi_1",
    refund_parts: { ch_1: 14_900 },
    confirmed: true,
  };
  const refund = { ...settled, provisional_id: true };
  const charged = {
    amount: 14_900,
    currency: "USD",
    payment_status: "succeeded",
    occurred_at: "2027-01-15T05:13:20Z",
  };

  test("is noted under the payment intent, without the amount that an invoice may have stated", async () => {
    expect(await say("charge.refunded", charge())).toStrictEqual([contact, refund]);
  });

  test("before 2025-03-31 is noted under the invoice, with the amount", async () => {
    const old = charge({ invoice: "in_1", amount_refunded: 900 });
    expect(await say("charge.refunded", old)).toStrictEqual([
      contact,
      { ...settled, ...charged, external_id: "in_1", refund_parts: { ch_1: 900 } },
    ]);
    const without = charge({ invoice: null });
    expect(await say("charge.refunded", without)).toStrictEqual([contact, { ...settled, ...charged }]);
  });

  test("of a charge without either is noted under the charge", async () => {
    const bare = charge({ payment_intent: null, customer: null });
    const [, transaction] = await say("charge.refunded", bare);
    expect(transaction).toStrictEqual({ ...settled, ...charged, external_id: "ch_1" });
  });
});

describe("a dispute", () => {
  const taken = { kind: "transaction", at, refund_parts: { dp_1: 14_900 }, confirmed: true };

  test("that was lost is a refund under the payment intent, which may be an invoice's", async () => {
    expect(await say("charge.dispute.closed", dispute())).toStrictEqual([
      { ...taken, external_id: "pi_1", provisional_id: true },
    ]);
  });

  test("of a charge without a payment intent is told under the charge", async () => {
    for (const charge of ["ch_1", { id: "ch_1", object: "charge" }]) {
      expect(await say("charge.dispute.closed", dispute({ payment_intent: null, charge }))).toStrictEqual([
        { ...taken, external_id: "ch_1" },
      ]);
    }
  });

  test.each(["won", "warning_closed", null])("that ends as %s takes nothing back", async (status) => {
    expect(await say("charge.dispute.closed", dispute({ status }))).toEqual([]);
  });
});

describe("the payments of an invoice", () => {
  const paidBy = (payment: object) => ({
    id: "inpay_1",
    object: "invoice_payment",
    invoice: "in_1",
    payment,
  });

  test("are other names of it, as a message of their own says", async () => {
    const payment = paidBy({ type: "payment_intent", payment_intent: "pi_1" });
    expect(await say("invoice_payment.paid", payment)).toStrictEqual([
      { kind: "transaction", at, external_id: "in_1", also_known_as: ["pi_1"], confirmed: true },
    ]);
  });

  test("are kept when no intent was paid: nothing is told under a charge's id", async () => {
    expect(await say("invoice_payment.paid", paidBy({ type: "charge", charge: "ch_1" }))).toStrictEqual([]);
  });

  test("are named by the invoice too, where they are expanded", async () => {
    const payments = {
      data: [{ payment: { payment_intent: { id: "pi_1" } } }, { payment: { charge: "ch_1" } }],
    };
    const said = await say("invoice.paid", invoice({ payments }));
    expect(said.find(({ kind }) => kind === "transaction")).toMatchObject({
      external_id: "in_1",
      also_known_as: ["pi_1"],
    });
  });
});

test.each([
  ["customer.created", 0],
  ["customer.updated", 1],
])("%s is the contact", async (type, rank) => {
  const object = customer({ phone: "(949) 555-0100", address: { country: "US" } });
  const phone = { phone: "+19495550100", phone_sent: "(949) 555-0100" };
  expect(await say(type, object)).toStrictEqual([{ ...jane, at, rank, ...phone }]);
});

test.each([
  ["product.created", 0],
  ["product.updated", 1],
])("%s is the product", async (type, rank) => {
  const named = { ...product, rank, name: "Pro", authoritative: true };
  expect(await say(type, { id: "prod_1", object: "product", name: "Pro" })).toStrictEqual([named]);
});

describe("subscriptions", () => {
  const contact = { kind: "contact", at, identities };
  const agreed = {
    kind: "subscription",
    at,
    rank: 12,
    external_id: "sub_1",
    status: "active",
    product: "prod_1",
    amount: 4_900,
    currency: "USD",
    interval: "month",
    interval_count: 1,
    started_at: "2027-01-15T07:43:20Z",
    current_period_end: "2027-02-14T07:43:20Z",
    cancel_at_period_end: false,
  };

  test.each([
    ["customer.subscription.created", { status: "incomplete" }, { rank: 0, status: "incomplete" }],
    ["customer.subscription.updated", {}, {}],
    ["customer.subscription.updated", { status: "incomplete_expired" }, { rank: 17, status: "expired" }],
    ["customer.subscription.updated", { status: "past_due" }, { rank: 13, status: "past_due" }],
    ["customer.subscription.updated", { status: "unpaid" }, { rank: 14, status: "unpaid" }],
    ["customer.subscription.trial_will_end", { status: "trialing" }, { rank: 11, status: "trialing" }],
    ["customer.subscription.paused", { status: "paused" }, { rank: 15, status: "paused" }],
    ["customer.subscription.resumed", {}, {}],
    [
      "customer.subscription.deleted",
      { status: "canceled", canceled_at: 1_799_999_000 },
      { rank: 99, status: "cancelled", cancelled_at: "2027-01-15T07:43:20Z" },
    ],
  ])("%s with %o is the subscription as it then was", async (type, fields, expected) => {
    expect(await say(type, subscription(fields))).toStrictEqual([
      contact,
      product,
      { ...agreed, ...expected },
    ]);
  });

  test("says the same in the shape before 2025-03-31, whose period is the subscription's", async () => {
    const items = { data: [subscriptionItem({ current_period_end: undefined })] };
    const old = subscription({ items, current_period_end: 1_802_591_000 });
    expect(await say("customer.subscription.updated", old)).toStrictEqual([contact, product, agreed]);
  });

  test("counts the items and their quantities", async () => {
    const items = { data: [subscriptionItem({ quantity: 3 }), subscriptionItem({ id: "si_2" })] };
    const [, , sum] = await say("customer.subscription.updated", subscription({ items }));
    expect(sum).toMatchObject({ amount: 19_600, currency: "USD" });
  });

  test.each([
    ["tiers", { unit_amount: null, currency: "usd", product: "prod_1" }],
    ["another currency", { unit_amount: 100, currency: "eur", product: "prod_1" }],
  ])("has no amount where a price is one of %s", async (_, price) => {
    const items = { data: [subscriptionItem(), subscriptionItem({ price })] };
    const [, , unpriced] = await say("customer.subscription.updated", subscription({ items }));
    expect(unpriced).not.toHaveProperty("amount");
    expect(unpriced).not.toHaveProperty("currency");
  });

  test("has no interval where it is none that the database takes", async () => {
    const price = {
      product: "prod_1",
      unit_amount: 100,
      currency: "usd",
      recurring: { interval: "day", interval_count: 1095 },
    };
    const items = { data: [subscriptionItem({ price })] };
    const [, , unpaced] = await say("customer.subscription.updated", subscription({ items }));
    expect(unpaced).not.toHaveProperty("interval");
    expect(unpaced).not.toHaveProperty("interval_count");
  });
});

test.each([
  "charge.succeeded",
  "payment_intent.succeeded",
  "payment_intent.payment_failed",
  "customer.deleted",
  "invoice.finalized",
  "constructor",
])("%s is kept and says nothing", async (type) => {
  expect(await say(type, charge())).toEqual([]);
});

describe("money", () => {
  test.each([
    ["jpy", 500, 500],
    ["bhd", 5_120, 5_120],
    ["huf", 500, 500],
    ["twd", 500, 500],
    ["isk", 500, 5],
    ["ugx", 1_000, 10],
    ["mga", 500, 50_000],
  ])("%s: Stripe's %i are %i minor units", async (currency, amount_total, amount) => {
    const [, transaction] = await say(
      "checkout.session.completed",
      checkoutSession({ currency, amount_total }),
    );
    expect(transaction).toMatchObject({ amount, currency: currency.toUpperCase() });
  });

  test.each([
    [{ currency: "xyz" }, { code: "unknown-currency", field: "data.object.currency" }],
    [{ currency: "" }, { code: "unknown-currency", field: "data.object.currency" }],
    [{ currency: null }, { code: "missing-field", field: "data.object.currency" }],
    [{ currency: 840 }, { code: "invalid-field", field: "data.object.currency" }],
    [{ amount_total: 1e13 }, { code: "absurd-amount", field: "data.object.amount_total" }],
    [{ amount_total: -1 }, { code: "absurd-amount", field: "data.object.amount_total" }],
    [{ amount_total: 149.5 }, { code: "invalid-field", field: "data.object.amount_total" }],
    [{ amount_total: "14900" }, { code: "invalid-field", field: "data.object.amount_total" }],
    [
      { currency: "isk", amount_total: 550 },
      { code: "invalid-field", field: "data.object.amount_total" },
    ],
    [{ id: null }, { code: "missing-field", field: "data.object.id" }],
    [{ id: {} }, { code: "invalid-field", field: "data.object.id" }],
    [{ payment_intent: [] }, { code: "invalid-field", field: "data.object.payment_intent" }],
  ])("a session with %o can't be applied", async (fields, expected) => {
    expect(await problem("checkout.session.completed", checkoutSession(fields))).toEqual(expected);
  });

  test.each([
    ["invoice.paid", invoice({ amount_paid: 2e12 }), "absurd-amount", "data.object.amount_paid"],
    ["invoice.payment_failed", invoice({ amount_due: 1.5 }), "invalid-field", "data.object.amount_due"],
    [
      "charge.refunded",
      charge({ amount_refunded: undefined }),
      "missing-field",
      "data.object.amount_refunded",
    ],
    ["charge.refunded", charge({ amount_refunded: 1e13 }), "absurd-amount", "data.object.amount_refunded"],
    ["charge.dispute.closed", dispute({ amount: null }), "missing-field", "data.object.amount"],
    ["charge.dispute.closed", dispute({ id: "" }), "invalid-field", "data.object.id"],
    ["charge.refunded", charge({ currency: "zzz" }), "unknown-currency", "data.object.currency"],
    ["customer.updated", customer({ id: undefined }), "missing-field", "data.object.id"],
    ["customer.subscription.updated", subscription({ items: 1 }), "invalid-field", "data.object.items"],
    [
      "customer.subscription.updated",
      subscription({ items: { data: [subscriptionItem({ price: { unit_amount: 1, currency: "zzz" } })] } }),
      "unknown-currency",
      "data.object.items.data.0.price.currency",
    ],
  ])("%s can't be applied and says which field is why", async (type, object, code, field) => {
    expect(await problem(type, object)).toEqual({ code, field });
  });
});

test.each([
  [
    { id: "evt_1", type: "invoice.paid", created: 1_799_999_990 },
    { code: "missing-field", field: "data" },
  ],
  [stripeEvent("invoice.paid", invoice(), { created: 1e300 }), { code: "missing-field", field: "created" }],
])("an event without its object or time can't be applied", async (body, expected) => {
  expect(await problemOf(provider, body)).toEqual(expected);
});
