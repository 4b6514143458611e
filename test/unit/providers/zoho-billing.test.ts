import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-zoho-billing/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { billingEvent, billingPayment, billingSubscription } from "../../support/payloads/zoho.ts";

const at = "2027-01-15T07:59:58Z";
const identities = [{ scope: "zoho-billing:customer", value: "903000000000099" }];
const payer = { kind: "contact", at, email: "jane@example.com", identities, full_name: "Jane Doe" };
const payment = {
  kind: "transaction",
  at,
  external_id: "9030000079467",
  amount: 4_990,
  currency: "USD",
  refunded_amount: 0,
  description: "Pro monthly",
  confirmed: true,
};
const subscriber = {
  ...payer,
  given_name: "Jane",
  family_name: "Doe",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};
const product = { kind: "product", at, external_id: "pro-monthly", name: "Pro monthly" };
const subscription = {
  kind: "subscription",
  at,
  external_id: "90300000079200",
  product: "pro-monthly",
  amount: 4_990,
  currency: "USD",
  interval: "month",
  interval_count: 1,
  started_at: "2027-01-15T00:00:00Z",
  current_period_end: "2027-02-15T00:00:00Z",
};

function delivery(body: unknown) {
  const url = "https://project.example.test/functions/v1/webhook-zoho-billing";
  return { url, headers: new Headers(), body: new TextEncoder().encode(JSON.stringify(body)) };
}

describe("identify", () => {
  test("takes an event's id, type and time", () => {
    const body = billingEvent("subscription_created", billingSubscription());
    expect(provider.identify(body, delivery(body))).toEqual([
      { id: "90300000079217", type: "subscription_created", occurredAt: at, payload: body },
    ]);
  });

  test("tells what has no id by what it says", () => {
    const invoice = { invoice: { invoice_id: "1", last_modified_time: "2027-01-15T00:00:00Z" } };
    const [event] = provider.identify(invoice, delivery(invoice)) ?? [];
    expect(event).toMatchObject({ type: "unknown", occurredAt: null });
    expect(event?.id).toMatch(/^[0-9a-f]{64}$/);
    const noted = { ...invoice, note: "" };
    expect(provider.identify(noted, delivery(noted))?.[0]?.id).not.toBe(event?.id);
  });

  test.each([{}, [], null, "x"])("knows no event in %o", (body) => {
    expect(provider.identify(body, delivery(body))).toBeNull();
  });
});

test.each([
  ["payment_thankyou", "succeeded", 30],
  ["payment_succeeded", "succeeded", 30],
  ["payment_declined", "failed", 20],
])("%s is a payment", async (type, payment_status, rank) => {
  const occurred = payment_status === "succeeded" && { occurred_at: "2027-01-15T00:00:00Z" };
  expect(await changesOf(provider, billingEvent(type, billingPayment()))).toStrictEqual([
    payer,
    { ...payment, rank, payment_status, ...occurred },
  ]);
});

test("payment_refunded is all that was refunded of the payment", async () => {
  const refunded = billingEvent("payment_refunded", billingPayment({ amount_refunded: "20.5" }));
  expect(await changesOf(provider, refunded)).toMatchObject([payer, { refunded_amount: 2_050 }]);
});

test.each([
  ["subscription_created", "future", "incomplete", 0],
  ["subscription_created", "trial", "trialing", 0],
  ["subscription_renewed", "live", "active", 12],
  ["subscription_unpaid", "unpaid", "unpaid", 14],
  ["subscription_cancelled", "cancelled", "cancelled", 16],
  ["subscription_expired", "trial_expired", "expired", 17],
])("%s of one that is %s is a subscription", async (type, sent, status, rank) => {
  const body = billingEvent(type, billingSubscription({ status: sent }));
  expect(await changesOf(provider, body)).toStrictEqual([
    subscriber,
    product,
    { ...subscription, rank, status, cancel_at_period_end: false },
  ]);
});

test("a subscription that won't be renewed is cancelled when its period ends", async () => {
  const body = billingEvent(
    "subscription_cancellation_scheduled",
    billingSubscription({ status: "non_renewing" }),
  );
  const [, , change] = await changesOf(provider, body);
  expect(change).toMatchObject({ status: "active", cancel_at_period_end: true });
});

test("what isn't said of a subscription is left unsaid", async () => {
  const body = billingEvent("subscription_deleted", {
    subscription: {
      subscription_id: "1",
      status: "gone",
      interval: 2,
      interval_unit: "fortnights",
      customer_id: "9",
    },
  });
  expect(await changesOf(provider, body)).toStrictEqual([
    { kind: "contact", at, identities: [{ scope: "zoho-billing:customer", value: "9" }] },
    { kind: "subscription", at, rank: 1, external_id: "1" },
  ]);
});

test.each(["invoice_created", "customer_created", "unknown", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await changesOf(provider, billingEvent(type, {}))).toEqual([]);
  },
);

test.each([
  [billingEvent("payment_thankyou", {}), "missing-field", "data.payment"],
  [
    billingEvent("payment_thankyou", billingPayment({ payment_id: null })),
    "missing-field",
    "data.payment.payment_id",
  ],
  [
    billingEvent("payment_thankyou", billingPayment({ amount: null })),
    "missing-field",
    "data.payment.amount",
  ],
  [
    billingEvent("payment_thankyou", billingPayment({ amount: 49.999 })),
    "invalid-field",
    "data.payment.amount",
  ],
  [
    billingEvent("payment_thankyou", billingPayment({ amount_refunded: {} })),
    "invalid-field",
    "data.payment.amount_refunded",
  ],
  [
    billingEvent("payment_thankyou", billingPayment({ currency_code: null })),
    "missing-field",
    "data.payment.currency_code",
  ],
  [
    billingEvent("payment_thankyou", billingPayment(), { created_time: "x" }),
    "missing-field",
    "created_time",
  ],
  [billingEvent("subscription_created", {}), "missing-field", "data.subscription"],
  [
    billingEvent("subscription_created", billingSubscription({ amount: -1 })),
    "absurd-amount",
    "data.subscription.amount",
  ],
])("%o can't be applied", async (body, code, field) => {
  expect(await problemOf(provider, body)).toEqual({ code, field });
});
