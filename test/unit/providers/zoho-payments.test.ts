import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-zoho-payments/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { paymentsEvent, refundEvent } from "../../support/payloads/zoho.ts";

const at = "2027-01-15T07:59:58.514Z";
const jane = {
  kind: "contact",
  at,
  email: "jane@example.com",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};
const payment = { kind: "transaction", at, external_id: "173000002315107", confirmed: true };

describe("identify", () => {
  test("takes an event's id and type", () => {
    const body = paymentsEvent("payment.succeeded");
    expect(provider.identify(body)).toEqual([
      { id: "1987000003853347", type: "payment.succeeded", occurredAt: at, payload: body },
    ]);
  });

  test.each([
    [1_799_999_999, "2027-01-15T07:59:59Z"],
    [1_799_999_999_000, "2027-01-15T07:59:59Z"],
    [-1, null],
    ["1799999999", null],
    [undefined, null],
  ])(
    "dates %s %s, for Zoho counts seconds in one place and milliseconds in another",
    (event_time, occurredAt) => {
      expect(provider.identify(paymentsEvent("x", {}, { event_time }))).toMatchObject([{ occurredAt }]);
    },
  );

  test.each([{}, [], null, { event_id: "1" }])("knows no event in %o", (body) => {
    expect(provider.identify(body)).toBeNull();
  });
});

test.each([
  ["payment.pending", "pending", 10, undefined],
  ["payment.succeeded", "succeeded", 30, "2027-01-15T07:59:50Z"],
  ["payment.failed", "failed", 20, undefined],
])("%s is a payment", async (type, payment_status, rank, occurred_at) => {
  const transaction = {
    ...payment,
    rank,
    amount: 14_900,
    currency: "USD",
    payment_status,
    refunded_amount: 0,
    description: "Payment for INV-000008",
    ...(occurred_at && { occurred_at }),
  };
  expect(await changesOf(provider, paymentsEvent(type))).toStrictEqual([jane, transaction]);
});

test("refund.succeeded is a part of what was refunded of the payment", async () => {
  const paid = { ...payment, rank: 30, payment_status: "succeeded" };
  expect(await changesOf(provider, refundEvent())).toStrictEqual([
    { ...paid, refund_parts: { "1730000023": 4_900 } },
  ]);
  expect(await changesOf(provider, refundEvent({ refund_id: undefined }))).toStrictEqual([
    { ...paid, refunded_amount: 4_900 },
  ]);
});

test.each(["refund.failed", "payout.paid", "payment_link.paid", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await changesOf(provider, paymentsEvent(type))).toEqual([]);
  },
);

test.each([
  [
    paymentsEvent("payment.succeeded", { payment_id: undefined }),
    "missing-field",
    "event_object.payment.payment_id",
  ],
  [paymentsEvent("payment.succeeded", { amount: undefined }), "missing-field", "event_object.payment.amount"],
  [paymentsEvent("payment.succeeded", { amount: 149 }), "invalid-field", "event_object.payment.amount"],
  [
    paymentsEvent("payment.succeeded", { currency: "XYZ" }),
    "unknown-currency",
    "event_object.payment.currency",
  ],
  [
    paymentsEvent("payment.succeeded", { amount_refunded: "x" }),
    "invalid-field",
    "event_object.payment.amount_refunded",
  ],
  [paymentsEvent("payment.succeeded", {}, { event_time: null }), "missing-field", "event_time"],
  [refundEvent({ payment_id: undefined }), "missing-field", "event_object.refund.payment_id"],
  [refundEvent({ amount: undefined }), "missing-field", "event_object.refund.amount"],
])("%o can't be applied", async (body, code, field) => {
  expect(await problemOf(provider, body)).toEqual({ code, field });
});
