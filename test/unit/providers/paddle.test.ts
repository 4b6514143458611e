import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-paddle/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import {
  adjustment,
  customer,
  paddleEvent,
  subscription,
  subscriptionItem,
  transaction,
} from "../../support/payloads/paddle.ts";

const at = "2027-01-15T07:59:58.123456Z";
const identities = [{ scope: "paddle:customer", value: "ctm_1" }];
const contact = { kind: "contact", at, identities };
const product = { kind: "product", at, external_id: "pro_1", name: "Pro" };

test("takes an event's id, type and time, and not the notification's id", () => {
  const body = paddleEvent("transaction.completed", transaction());
  expect(provider.identify(body)).toEqual([
    { id: "evt_1", type: "transaction.completed", occurredAt: at, payload: body },
  ]);
  expect(provider.identify({ ...body, event_id: undefined })).toBeNull();
  expect(provider.identify({ ...body, event_type: null })).toBeNull();
});

describe("transactions", () => {
  const paid = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "txn_1",
    amount: 14_900,
    currency: "USD",
    payment_status: "succeeded",
    product: "pro_1",
    subscription: "sub_1",
    description: "Monthly",
    occurred_at: "2027-01-15T07:59:50Z",
    confirmed: true,
  };

  test.each([
    ["transaction.completed", "completed"],
    ["transaction.paid", "paid"],
    ["transaction.updated", "completed"],
    ["transaction.revised", "completed"],
  ])("%s that is %s is a payment", async (type, status) => {
    expect(await changesOf(provider, paddleEvent(type, transaction({ status })))).toStrictEqual([
      contact,
      product,
      paid,
    ]);
  });

  test.each([
    ["transaction.billed", "billed", "pending", 10],
    ["transaction.updated", "ready", "pending", 10],
    ["transaction.payment_failed", "ready", "failed", 20],
    ["transaction.past_due", "past_due", "failed", 20],
    ["transaction.canceled", "canceled", "cancelled", 40],
  ])("%s that is %s is a payment that is %s", async (type, status, payment_status, rank) => {
    const { occurred_at, ...unpaid } = paid;
    expect(occurred_at).toBeDefined();
    const [, , change] = await changesOf(provider, paddleEvent(type, transaction({ status })));
    expect(change).toStrictEqual({ ...unpaid, payment_status, rank });
  });

  test("what is left after refunds says what was refunded in all", async () => {
    const details = { totals: { grand_total: "14900" }, adjusted_totals: { grand_total: "9900" } };
    const body = paddleEvent("transaction.updated", transaction({ details }));
    expect(await changesOf(provider, body)).toMatchObject([{}, {}, { refunded_amount: 5_000 }]);
  });

  test.each([
    [{ id: "" }, "invalid-field", "data.id"],
    [{ currency_code: "XYZ" }, "unknown-currency", "data.currency_code"],
    [{ details: { totals: { grand_total: "149.00" } } }, "invalid-field", "data.details.totals.grand_total"],
    [{ details: { totals: { grand_total: "-1" } } }, "absurd-amount", "data.details.totals.grand_total"],
    [{ details: { totals: { grand_total: 1 } } }, "invalid-field", "data.details.totals.grand_total"],
  ])("one with %o can't be applied", async (fields, code, field) => {
    const body = paddleEvent("transaction.completed", transaction(fields));
    expect(await problemOf(provider, body)).toEqual({ code, field });
  });
});

describe("adjustments", () => {
  test.each(["adjustment.created", "adjustment.updated"])(
    "%s is a refund once it is approved",
    async (type) => {
      expect(await changesOf(provider, paddleEvent(type, adjustment()))).toStrictEqual([
        contact,
        { kind: "transaction", at, external_id: "txn_1", refund_parts: { adj_1: 4_900 }, confirmed: true },
      ]);
    },
  );

  test.each([
    { status: "pending_approval" },
    { status: "rejected" },
    { action: "credit" },
    { action: "chargeback" },
  ])("one that is %o says nothing", async (fields) => {
    expect(await changesOf(provider, paddleEvent("adjustment.updated", adjustment(fields)))).toEqual([]);
  });
});

test.each([
  ["customer.created", 0],
  ["customer.updated", 1],
])("%s is the contact", async (type, rank) => {
  expect(await changesOf(provider, paddleEvent(type, customer()))).toStrictEqual([
    {
      kind: "contact",
      at: "2027-01-15T07:59:57Z",
      rank,
      email: "jane@example.com",
      identities,
      full_name: "Jane Doe",
    },
  ]);
});

describe("subscriptions", () => {
  const agreed = {
    kind: "subscription",
    at,
    rank: 12,
    external_id: "sub_1",
    status: "active",
    product: "pro_1",
    amount: 4_900,
    currency: "USD",
    interval: "month",
    interval_count: 1,
    started_at: "2027-01-15T07:43:20Z",
    current_period_end: "2027-02-15T07:43:20Z",
    cancel_at_period_end: false,
  };

  test.each([
    ["subscription.created", {}, { rank: 0 }],
    ["subscription.activated", {}, {}],
    ["subscription.trialing", { status: "trialing" }, { status: "trialing", rank: 11 }],
    ["subscription.past_due", { status: "past_due" }, { status: "past_due", rank: 13 }],
    ["subscription.paused", { status: "paused" }, { status: "paused", rank: 15 }],
    ["subscription.resumed", {}, {}],
    ["subscription.imported", {}, {}],
    ["subscription.updated", { scheduled_change: { action: "cancel" } }, { cancel_at_period_end: true }],
    ["subscription.updated", { scheduled_change: { action: "pause" } }, {}],
    [
      "subscription.canceled",
      { status: "canceled", canceled_at: "2027-01-15T07:59:57Z" },
      { status: "cancelled", rank: 99, cancelled_at: "2027-01-15T07:59:57Z" },
    ],
  ])("%s with %o is the subscription as it then was", async (type, fields, expected) => {
    expect(await changesOf(provider, paddleEvent(type, subscription(fields)))).toStrictEqual([
      contact,
      product,
      { ...agreed, ...expected },
    ]);
  });

  test("adds up what recurs", async () => {
    const items = [
      subscriptionItem({ quantity: 3 }),
      subscriptionItem(),
      subscriptionItem({ recurring: false }),
    ];
    const body = paddleEvent("subscription.updated", subscription({ items }));
    expect(await changesOf(provider, body)).toMatchObject([{}, {}, { amount: 19_600, currency: "USD" }]);
  });

  test.each([
    ["has no price", { price: { product_id: "pro_2" } }],
    ["is in another currency", { price: { unit_price: { amount: "1", currency_code: "EUR" } } }],
  ])("has no amount where an item %s", async (_, fields) => {
    const items = [subscriptionItem(), subscriptionItem(fields)];
    const [, , change] = await changesOf(
      provider,
      paddleEvent("subscription.updated", subscription({ items })),
    );
    expect(change).not.toHaveProperty("amount");
  });
});

test.each(["transaction.created", "transaction.ready", "product.created", "payout.paid", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await changesOf(provider, paddleEvent(type, transaction()))).toEqual([]);
  },
);

test("an event whose time can't be read can't be applied", async () => {
  const body = paddleEvent("transaction.paid", transaction(), { occurred_at: "yesterday" });
  expect(await problemOf(provider, body)).toEqual({ code: "missing-field", field: "occurred_at" });
});
