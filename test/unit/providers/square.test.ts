import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-square/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { customer, dispute, payment, squareEvent, subscription } from "../../support/payloads/square.ts";

const at = "2027-01-15T07:59:58.308Z";
const identities = [{ scope: "square:customer", value: "CUSTOMER1" }];

test("takes an event's id, type and time", () => {
  const body = squareEvent("payment.updated", { payment: payment() });
  expect(provider.identify(body)).toEqual([
    { id: "event-1", type: "payment.updated", occurredAt: at, payload: body },
  ]);
  expect(provider.identify({ ...body, event_id: undefined })).toBeNull();
  expect(provider.identify({ ...body, type: 1 })).toBeNull();
});

describe("disputes", () => {
  test.each(["LOST", "ACCEPTED"])("one that is %s is a refund of the payment", async (state) => {
    const body = squareEvent("dispute.state.updated", { dispute: dispute({ state }) });
    expect(await changesOf(provider, body)).toStrictEqual([
      {
        kind: "transaction",
        at,
        external_id: "PAYMENT1",
        refund_parts: { DISPUTE1: 14_900 },
        confirmed: true,
      },
    ]);
  });

  test.each(["EVIDENCE_REQUIRED", "PROCESSING", "WON", null])(
    "one that is %s says nothing",
    async (state) => {
      const body = squareEvent("dispute.state.updated", { dispute: dispute({ state }) });
      expect(await changesOf(provider, body)).toEqual([]);
    },
  );

  test("one without an amount can't be applied", async () => {
    const body = squareEvent("dispute.state.updated", { dispute: dispute({ amount_money: null }) });
    const field = "data.object.dispute.amount_money.amount";
    expect(await problemOf(provider, body)).toEqual({ code: "missing-field", field });
  });
});

describe("payments", () => {
  const buyer = { kind: "contact", at: "2027-01-15T07:59:50Z", email: "jane@example.com", identities };
  const paid = {
    kind: "transaction",
    at: "2027-01-15T07:59:55Z",
    rank: 30,
    external_id: "PAYMENT1",
    amount: 15_000,
    currency: "USD",
    payment_status: "succeeded",
    occurred_at: "2027-01-15T07:59:50Z",
    confirmed: true,
  };

  test.each(["payment.created", "payment.updated"])("%s is the payment with its tip", async (type) => {
    const body = squareEvent(type, { payment: payment() });
    expect(await changesOf(provider, body)).toStrictEqual([buyer, paid]);
  });

  test.each([
    ["APPROVED", "pending", 10],
    ["PENDING", "pending", 10],
    ["FAILED", "failed", 20],
    ["CANCELED", "cancelled", 40],
  ])("%s is %s", async (status, payment_status, rank) => {
    const body = squareEvent("payment.updated", { payment: payment({ status }) });
    expect(await changesOf(provider, body)).toStrictEqual([buyer, { ...paid, payment_status, rank }]);
  });

  test("a payment knows all that was refunded of it", async () => {
    const refunded_money = { amount: 900, currency: "USD" };
    const body = squareEvent("payment.updated", { payment: payment({ refunded_money }) });
    expect(await changesOf(provider, body)).toStrictEqual([buyer, { ...paid, refunded_amount: 900 }]);
  });

  test("a payment without a total is what it is without a tip", async () => {
    const body = squareEvent("payment.updated", { payment: payment({ total_money: undefined }) });
    expect(await changesOf(provider, body)).toMatchObject([{}, { amount: 14_900 }]);
  });

  test.each([
    [{ id: undefined }, "missing-field", "data.object.payment.id"],
    [{ total_money: { amount: 1 } }, "missing-field", "data.object.payment.total_money.currency"],
    [
      { total_money: { amount: 1, currency: "XYZ" } },
      "unknown-currency",
      "data.object.payment.total_money.currency",
    ],
    [
      { refunded_money: { amount: -1, currency: "USD" } },
      "absurd-amount",
      "data.object.payment.refunded_money.amount",
    ],
  ])("a payment with %o can't be applied", async (fields, code, field) => {
    const body = squareEvent("payment.updated", { payment: payment(fields) });
    expect(await problemOf(provider, body)).toEqual({ code, field });
  });
});

test.each([
  ["customer.created", 0],
  ["customer.updated", 1],
])("%s is the contact", async (type, rank) => {
  expect(await changesOf(provider, squareEvent(type, { customer: customer() }))).toStrictEqual([
    {
      kind: "contact",
      at: "2027-01-15T07:59:57Z",
      rank,
      email: "jane@example.com",
      identities,
      full_name: "Jane Doe",
      given_name: "Jane",
      family_name: "Doe",
      phone: "+19495550100",
      phone_sent: "949-555-0100",
    },
  ]);
});

test.each([
  ["subscription.created", "PENDING", "incomplete", 0],
  ["subscription.updated", "ACTIVE", "active", 12],
  ["subscription.updated", "PAUSED", "paused", 15],
  ["subscription.updated", "DEACTIVATED", "unpaid", 14],
  ["subscription.updated", "CANCELED", "cancelled", 16],
  ["subscription.updated", "COMPLETED", "expired", 17],
])("%s that is %s is a subscription that is %s", async (type, sent, status, rank) => {
  const body = squareEvent(type, { subscription: subscription({ status: sent }) });
  expect(await changesOf(provider, body)).toStrictEqual([
    { kind: "contact", at, identities },
    { kind: "product", at, external_id: "VARIATION1" },
    {
      kind: "subscription",
      at,
      rank,
      external_id: "SUBSCRIPTION1",
      status,
      product: "VARIATION1",
      started_at: "2027-01-15T00:00:00Z",
      current_period_end: "2027-02-14T00:00:00Z",
    },
  ]);
});

test("a subscription states a price only where it was overridden", async () => {
  const price_override_money = { amount: 500, currency: "JPY" };
  const body = squareEvent("subscription.updated", { subscription: subscription({ price_override_money }) });
  expect(await changesOf(provider, body)).toMatchObject([{}, {}, { amount: 500, currency: "JPY" }]);
});

test("an invoice that was paid is whom it went to; its money is told by the payment", async () => {
  const primary_recipient = {
    customer_id: "CUSTOMER1",
    given_name: "Jane",
    email_address: "jane@example.com",
  };
  const invoice = { id: "INVOICE1", primary_recipient, payment_requests: [{}] };
  expect(await changesOf(provider, squareEvent("invoice.payment_made", { invoice }))).toStrictEqual([
    {
      kind: "contact",
      at,
      email: "jane@example.com",
      identities,
      full_name: "Jane",
      given_name: "Jane",
    },
  ]);
});

test.each(["refund.created", "refund.updated", "order.created", "customer.deleted", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await changesOf(provider, squareEvent(type, { refund: {} }))).toEqual([]);
  },
);

test("an event whose time can't be read can't be applied", async () => {
  const body = squareEvent("payment.updated", { payment: payment() }, { created_at: "yesterday" });
  expect(await problemOf(provider, body)).toEqual({ code: "missing-field", field: "created_at" });
});
