import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-lemon-squeezy/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { invoice, lemonSqueezyEvent, order, subscription } from "../../support/payloads/lemon-squeezy.ts";

const at = "2027-01-15T07:59:58Z";
const created_at = "2027-01-15T07:59:55Z";
const jane = {
  kind: "contact",
  at: created_at,
  email: "jane@example.com",
  identities: [{ scope: "lemon-squeezy:customer", value: "501" }],
  full_name: "Jane Doe",
};

test("tells events apart by what became of what, and when", () => {
  const body = lemonSqueezyEvent("order_created", "orders", order());
  expect(provider.identify(body)).toMatchObject([{ type: "order_created", occurredAt: at, payload: body }]);
  const others = [
    lemonSqueezyEvent("order_refunded", "orders", order()),
    lemonSqueezyEvent("order_created", "subscriptions", order()),
    lemonSqueezyEvent("order_created", "orders", order({ id: "2" })),
    lemonSqueezyEvent("order_created", "orders", order({ updated_at: "2027-01-15T07:59:58.000001Z" })),
  ];
  const ids = [body, ...others].map((event) => provider.identify(event)?.[0]?.id);
  expect(new Set(ids).size).toBe(5);
});

test.each([
  ["no name", { data: { type: "orders", id: "1", attributes: { updated_at: at } } }],
  ["no thing", { meta: { event_name: "order_created" } }],
  ["no time", lemonSqueezyEvent("order_created", "orders", order({ updated_at: undefined }))],
])("knows no event in a body with %s", (_, body) => {
  expect(provider.identify(body)).toBeNull();
});

describe("orders", () => {
  const product = { kind: "product", at, external_id: "77", name: "Speaking Course" };
  const paid = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "orders/1",
    amount: 14_900,
    currency: "USD",
    payment_status: "succeeded",
    refunded_amount: 0,
    product: "77",
    description: "Speaking Course",
    occurred_at: created_at,
    confirmed: true,
  };

  test.each([
    ["order_created", {}, {}],
    ["order_created", { status: "pending" }, { payment_status: "pending", rank: 10 }],
    ["order_created", { status: "failed" }, { payment_status: "failed", rank: 20 }],
    ["order_refunded", { status: "partial_refund", refunded_amount: 900 }, { refunded_amount: 900 }],
    [
      "order_refunded",
      { status: "refunded", refunded: true, refunded_amount: null },
      { refunded_amount: 14_900 },
    ],
  ])("%s with %o is the order as it then was", async (type, fields, expected) => {
    expect(await changesOf(provider, lemonSqueezyEvent(type, "orders", order(fields)))).toStrictEqual([
      jane,
      product,
      { ...paid, ...expected },
    ]);
  });

  test("whether money was taken in fraud is left unsaid", async () => {
    const body = lemonSqueezyEvent("order_created", "orders", order({ status: "fraudulent" }));
    const [, , transaction] = await changesOf(provider, body);
    expect(transaction).not.toHaveProperty("payment_status");
  });

  test.each([
    [{ total: 1.5 }, "invalid-field", "data.attributes.total"],
    [{ total: "14900" }, "invalid-field", "data.attributes.total"],
    [{ refunded_amount: -1 }, "absurd-amount", "data.attributes.refunded_amount"],
    [{ currency: null }, "missing-field", "data.attributes.currency"],
    [{ currency: "XYZ" }, "unknown-currency", "data.attributes.currency"],
  ])("an order with %o can't be applied", async (fields, code, field) => {
    const body = lemonSqueezyEvent("order_created", "orders", order(fields));
    expect(await problemOf(provider, body)).toEqual({ code, field });
  });
});

describe("payments of subscriptions", () => {
  const renewal = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "subscription-invoices/1",
    amount: 4_900,
    currency: "USD",
    payment_status: "succeeded",
    refunded_amount: 0,
    subscription: "301",
    occurred_at: created_at,
    confirmed: true,
  };

  test.each([
    ["subscription_payment_success", {}, {}],
    ["subscription_payment_recovered", {}, {}],
    ["subscription_payment_failed", { status: "pending" }, { payment_status: "failed", rank: 20 }],
    [
      "subscription_payment_refunded",
      { status: "refunded", refunded_amount: 4_900 },
      { refunded_amount: 4_900 },
    ],
  ])("%s with %o is the payment as it then was", async (type, fields, expected) => {
    const body = lemonSqueezyEvent(type, "subscription-invoices", invoice(fields));
    expect(await changesOf(provider, body)).toStrictEqual([jane, { ...renewal, ...expected }]);
  });

  test("the first payment is told by the order, and isn't counted twice", async () => {
    const first = invoice({ billing_reason: "initial" });
    const body = lemonSqueezyEvent("subscription_payment_success", "subscription-invoices", first);
    expect(await changesOf(provider, body)).toStrictEqual([jane]);
  });
});

test.each([
  ["subscription_created", "active", "active", 0],
  ["subscription_updated", "on_trial", "trialing", 11],
  ["subscription_plan_changed", "active", "active", 12],
  ["subscription_resumed", "active", "active", 12],
  ["subscription_unpaused", "active", "active", 12],
  ["subscription_updated", "past_due", "past_due", 13],
  ["subscription_updated", "unpaid", "unpaid", 14],
  ["subscription_paused", "paused", "paused", 15],
  ["subscription_cancelled", "cancelled", "cancelled", 16],
  ["subscription_expired", "expired", "expired", 99],
])("%s that is %s is a subscription that is %s", async (type, sent, status, rank) => {
  const cancelled = sent === "cancelled";
  const body = lemonSqueezyEvent(type, "subscriptions", subscription({ status: sent, cancelled }));
  expect(await changesOf(provider, body)).toStrictEqual([
    { ...jane, at },
    { kind: "product", at, external_id: "78", name: "Pro" },
    {
      kind: "subscription",
      at,
      rank,
      external_id: "1",
      status,
      product: "78",
      started_at: created_at,
      current_period_end: "2027-02-15T07:59:55Z",
      cancel_at_period_end: cancelled,
    },
  ]);
});

test.each(["license_key_created", "affiliate_activated", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await changesOf(provider, lemonSqueezyEvent(type, "license-keys", order()))).toEqual([]);
  },
);

test("an event whose time can't be read can't be applied", async () => {
  const body = lemonSqueezyEvent("order_created", "orders", order({ updated_at: "yesterday" }));
  expect(await problemOf(provider, body)).toEqual({
    code: "invalid-field",
    field: "data.attributes.updated_at",
  });
});
