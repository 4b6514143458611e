import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-paypal/provider.ts";
import {
  amount,
  capture,
  captureRefund,
  link,
  order,
  paypalEvent,
  sale,
  saleRefund,
  subscription,
} from "../../support/payloads/paypal.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";

type Fields = Readonly<Record<string, unknown>>;

const at = "2027-01-15T07:59:58Z";
const payment = { kind: "transaction", at, rank: 30, payment_status: "succeeded", confirmed: true };
const ofOrder = { kind: "contact", at, identities: [{ scope: "paypal:order", value: "5O190127TN364715T" }] };
const jane = {
  kind: "contact",
  at,
  email: "jane@example.com",
  identities: [
    { scope: "paypal:order", value: "5O190127TN364715T" },
    { scope: "paypal:payer", value: "QYR5Z8XDVJNXQ" },
  ],
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
};
const janesPhone = { phone: "+19495550100", phone_sent: "9495550100" };

async function say(type: string, resource: Fields) {
  return changesOf(provider, paypalEvent(type, resource));
}

async function problem(type: string, resource: Fields) {
  return problemOf(provider, paypalEvent(type, resource));
}

describe("identify", () => {
  const delivery = { headers: new Headers({ "PayPal-Transmission-Id": "transmission-1" }) };

  test("takes an event's id, type and time, and that its transmission brings no other", () => {
    const body = paypalEvent("PAYMENT.CAPTURE.COMPLETED", {});
    const nonce = { value: "transmission-1", seconds: 4 * 24 * 60 * 60 };
    expect(provider.identify(body, delivery)).toEqual([
      { id: "WH-1", type: "PAYMENT.CAPTURE.COMPLETED", occurredAt: at, payload: body, nonce },
    ]);
  });

  test("leaves open the time of an event without one", () => {
    const body = paypalEvent("PAYMENT.CAPTURE.COMPLETED", {}, { create_time: "2018-19-12T22:20:32.000Z" });
    expect(provider.identify(body, delivery)).toMatchObject([{ occurredAt: null }]);
  });

  test.each([{ event_type: "PAYMENT.SALE.COMPLETED" }, { id: "WH-1" }, { id: "WH 1", event_type: "A" }, []])(
    "knows no event in %o",
    (body) => {
      expect(provider.identify(body, delivery)).toBeNull();
    },
  );
});

describe("captures", () => {
  const captured = {
    ...payment,
    external_id: "2GG279541U471931P",
    amount: 14_900,
    currency: "USD",
    occurred_at: "2027-01-15T07:59:55Z",
  };

  test.each([
    ["PAYMENT.CAPTURE.COMPLETED", {}],
    ["PAYMENT.CAPTURE.PENDING", { rank: 10, payment_status: "pending" }],
    ["PAYMENT.CAPTURE.DENIED", { rank: 20, payment_status: "failed" }],
    ["PAYMENT.CAPTURE.DECLINED", { rank: 20, payment_status: "failed" }],
  ])("%s is a payment, and its order names the contact", async (type, expected) => {
    expect(await say(type, capture())).toStrictEqual([ofOrder, { ...captured, ...expected }]);
  });

  test("the order is also known by its link", async () => {
    const linked = capture({ supplementary_data: undefined });
    expect(await say("PAYMENT.CAPTURE.COMPLETED", linked)).toStrictEqual([ofOrder, captured]);
  });

  test("a capture without an order is nobody's that we know", async () => {
    const lone = capture({ supplementary_data: null, links: null });
    expect(await say("PAYMENT.CAPTURE.COMPLETED", lone)).toStrictEqual([captured]);
  });

  const refund = { kind: "transaction", at, external_id: "2GG279541U471931P", confirmed: true };
  const refund_parts = { "1Y107995YT783435V": 4_900 };

  test("a refund notes itself and all that was refunded, under the capture", async () => {
    expect(await say("PAYMENT.CAPTURE.REFUNDED", captureRefund())).toStrictEqual([
      { ...refund, refunded_amount: 14_900, refund_parts },
    ]);
  });

  test.each([
    { seller_payable_breakdown: undefined },
    { seller_payable_breakdown: null },
    { seller_payable_breakdown: { total_refunded_amount: null } },
  ])("a refund with %o, which doesn't say what was refunded in all, is a part of it", async (fields) => {
    const silent = captureRefund(fields);
    expect(await say("PAYMENT.CAPTURE.REFUNDED", silent)).toStrictEqual([{ ...refund, refund_parts }]);
  });

  test("a reversal is a refund, whether it is told of the refund or of the capture", async () => {
    const told = captureRefund({ seller_payable_breakdown: {} });
    expect(await say("PAYMENT.CAPTURE.REVERSED", told)).toStrictEqual([{ ...refund, refund_parts }]);
    expect(await say("PAYMENT.CAPTURE.REVERSED", capture())).toStrictEqual([
      { ...refund, refunded_amount: 14_900 },
    ]);
  });

  test("a refund is also known by the ids that some versions send", async () => {
    const named = [
      { capture_id: "CAP1", links: [] },
      { supplementary_data: { related_ids: { capture_id: "CAP1" } }, links: [] },
      { links: [link("capture", "/v1/payments/capture/CAP1")] },
    ];
    for (const fields of named) {
      expect(await say("PAYMENT.CAPTURE.REFUNDED", captureRefund(fields))).toMatchObject([
        { external_id: "CAP1" },
      ]);
    }
  });
});

describe("sales", () => {
  const contact = {
    kind: "contact",
    at,
    identities: [{ scope: "paypal:subscription", value: "I-BW452GLLEP1G" }],
  };
  const sold = {
    ...payment,
    external_id: "80021663DE681814L",
    amount: 4_900,
    currency: "USD",
    subscription: "I-BW452GLLEP1G",
    occurred_at: "2027-01-15T07:59:50Z",
  };

  test.each([
    ["PAYMENT.SALE.COMPLETED", {}],
    ["PAYMENT.SALE.PENDING", { rank: 10, payment_status: "pending" }],
    ["PAYMENT.SALE.DENIED", { rank: 20, payment_status: "failed" }],
  ])("%s is a payment of the subscription", async (type, expected) => {
    expect(await say(type, sale())).toStrictEqual([contact, { ...sold, ...expected }]);
  });

  test("a sale without a subscription names nobody", async () => {
    const { subscription: agreement, ...alone } = sold;
    expect(agreement).toBeDefined();
    expect(await say("PAYMENT.SALE.COMPLETED", sale({ billing_agreement_id: undefined }))).toStrictEqual([
      alone,
    ]);
  });

  test("a refund notes itself and all that was refunded, under the sale", async () => {
    const refund = {
      kind: "transaction",
      at,
      external_id: "80021663DE681814L",
      refund_parts: { "6YX43824R4443062K": 1_000 },
      confirmed: true,
    };
    expect(await say("PAYMENT.SALE.REFUNDED", saleRefund())).toStrictEqual([
      { ...refund, refunded_amount: 1_500 },
    ]);
    const linked = saleRefund({ sale_id: undefined, total_refunded_amount: undefined });
    expect(await say("PAYMENT.SALE.REFUNDED", linked)).toStrictEqual([refund]);
  });

  test("a reversal's amount, below zero to the seller, is refunded", async () => {
    const reversal = saleRefund({
      total_refunded_amount: undefined,
      amount: { total: "-0.49", currency: "USD" },
    });
    expect(await say("PAYMENT.SALE.REVERSED", reversal)).toMatchObject([
      { refund_parts: { "6YX43824R4443062K": 49 } },
    ]);
  });

  test("a reversal that names no payment can't be applied", async () => {
    const reversal = {
      id: "77689802DL785834G",
      state: "completed",
      amount: { total: "-0.49", currency: "USD" },
      links: [link("self", "/v1/payments/refund/77689802DL785834G")],
    };
    expect(await problem("PAYMENT.SALE.REVERSED", reversal)).toEqual({
      code: "missing-field",
      field: "resource.links",
    });
  });
});

describe("orders", () => {
  test("CHECKOUT.ORDER.APPROVED says who pays", async () => {
    for (const purchase_units of [
      undefined,
      null,
      [{ payments: null }],
      [{ payments: { captures: null } }],
    ]) {
      const approved = order(purchase_units === undefined ? {} : { purchase_units });
      expect(await say("CHECKOUT.ORDER.APPROVED", approved)).toStrictEqual([{ ...jane, ...janesPhone }]);
    }
  });

  test("says the same where the payer is told as the source of the payment", async () => {
    const paypal = {
      account_id: "QYR5Z8XDVJNXQ",
      email_address: "jane@example.com",
      name: { given_name: "Jane", surname: "Doe" },
      phone_number: { national_number: "9495550100" },
      address: { country_code: "US" },
    };
    const newer = order({ payer: undefined, payment_source: { paypal } });
    expect(await say("CHECKOUT.ORDER.APPROVED", newer)).toStrictEqual([{ ...jane, ...janesPhone }]);
  });

  test("CHECKOUT.ORDER.COMPLETED says which payments were made of it", async () => {
    const captures = [
      capture(),
      capture({ id: "C2", status: "DECLINED" }),
      capture({ id: "C3", status: "PARTIALLY_REFUNDED" }),
    ];
    const completed = order({
      status: "COMPLETED",
      purchase_units: [{ description: "Course", payments: { captures } }],
    });
    const paid = {
      ...payment,
      amount: 14_900,
      currency: "USD",
      description: "Course",
      occurred_at: "2027-01-15T07:59:55Z",
    };
    expect(await say("CHECKOUT.ORDER.COMPLETED", completed)).toStrictEqual([
      { ...jane, ...janesPhone },
      { ...paid, external_id: "2GG279541U471931P" },
      { ...paid, external_id: "C2", rank: 20, payment_status: "failed" },
      { ...paid, external_id: "C3" },
    ]);
  });
});

describe("subscriptions", () => {
  const zoe = {
    kind: "contact",
    at,
    email: "zoe@example.com",
    identities: [
      { scope: "paypal:payer", value: "QYR5Z8XDVJNXQ" },
      { scope: "paypal:subscription", value: "I-BW452GLLEP1G" },
    ],
    full_name: "Zoë Ångström",
    given_name: "Zoë",
    family_name: "Ångström",
  };
  const plan = { kind: "product", at, external_id: "P-5ML4271244454362WXNWU5NQ" };
  const agreed = {
    kind: "subscription",
    at,
    rank: 12,
    external_id: "I-BW452GLLEP1G",
    status: "active",
    product: "P-5ML4271244454362WXNWU5NQ",
    started_at: "2027-01-15T07:59:00Z",
    current_period_end: "2027-02-15T10:00:00Z",
  };

  test.each([
    ["CREATED", "APPROVAL_PENDING", { rank: 0, status: "incomplete" }],
    ["ACTIVATED", "ACTIVE", {}],
    ["UPDATED", "ACTIVE", {}],
    ["RE-ACTIVATED", "ACTIVE", {}],
    ["SUSPENDED", "SUSPENDED", { rank: 15, status: "paused" }],
    ["CANCELLED", "CANCELLED", { rank: 16, status: "cancelled", cancelled_at: "2027-01-15T07:59:40Z" }],
    ["EXPIRED", "EXPIRED", { rank: 17, status: "expired" }],
    ["PAYMENT.FAILED", "ACTIVE", {}],
  ])(
    "BILLING.SUBSCRIPTION.%s with %s is the subscription as it then was",
    async (event, status, expected) => {
      const changes = await say(`BILLING.SUBSCRIPTION.${event}`, subscription({ status }));
      expect(changes).toStrictEqual([zoe, plan, { ...agreed, ...expected }]);
    },
  );

  test("a status that we don't know is left unsaid", async () => {
    const [, , unsaid] = await say("BILLING.SUBSCRIPTION.UPDATED", subscription({ status: "NEW" }));
    expect(unsaid).not.toHaveProperty("status");
  });
});

test.each([
  ["BILLING.PLAN.CREATED", "P-1", 0],
  ["BILLING.PLAN.UPDATED", "P-1", 1],
  ["CATALOG.PRODUCT.CREATED", "PROD-1", 0],
  ["CATALOG.PRODUCT.UPDATED", "PROD-1", 1],
])("%s is a product", async (type, id, rank) => {
  expect(await say(type, { id, name: "Course" })).toStrictEqual([
    { kind: "product", at, rank, external_id: id, name: "Course", authoritative: true },
  ]);
});

test.each(["CUSTOMER.DISPUTE.CREATED", "PAYMENT.ORDER.CREATED", "payment.capture.completed", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await say(type, capture())).toEqual([]);
  },
);

describe("money", () => {
  test.each([
    ["149.00", "USD", 14_900],
    ["49.0", "USD", 4_900],
    ["49", "EUR", 4_900],
    ["500", "JPY", 500],
    ["500.00", "JPY", 500],
    ["12.345", "BHD", 12_345],
    ["500", "HUF", 50_000],
    ["0.00", "USD", 0],
  ])("%s %s are %i minor units", async (value, currency, expected) => {
    const paid = capture({ amount: amount(value, currency) });
    expect(await say("PAYMENT.CAPTURE.COMPLETED", paid)).toMatchObject([{}, { amount: expected, currency }]);
  });

  test.each([
    [amount("1.00", "XYZ"), "unknown-currency", "resource.amount.currency_code"],
    [amount("1.005"), "invalid-field", "resource.amount.value"],
    [amount("1,000.00"), "invalid-field", "resource.amount.value"],
    [amount("-1.00"), "absurd-amount", "resource.amount.value"],
    [amount("10000000000.01"), "absurd-amount", "resource.amount.value"],
    [{ value: 149, currency_code: "USD" }, "invalid-field", "resource.amount.value"],
    [{ value: "1.00" }, "missing-field", "resource.amount.currency_code"],
    [{ currency_code: "USD" }, "missing-field", "resource.amount.value"],
    [{ currency: "USD" }, "missing-field", "resource.amount.total"],
    [{ total: "1.00", currency: "XYZ" }, "unknown-currency", "resource.amount.currency"],
    [undefined, "missing-field", "resource.amount"],
    ["149.00", "invalid-field", "resource.amount"],
  ])("a capture of %o can't be applied", async (sent, code, field) => {
    expect(await problem("PAYMENT.CAPTURE.COMPLETED", capture({ amount: sent }))).toEqual({ code, field });
  });

  test.each([
    ["PAYMENT.SALE.COMPLETED", sale({ id: undefined }), "missing-field", "resource.id"],
    [
      "PAYMENT.SALE.COMPLETED",
      sale({ amount: { total: "x", currency: "USD" } }),
      "invalid-field",
      "resource.amount.total",
    ],
    [
      "PAYMENT.CAPTURE.REFUNDED",
      captureRefund({ seller_payable_breakdown: { total_refunded_amount: amount("1e3") } }),
      "invalid-field",
      "resource.seller_payable_breakdown.total_refunded_amount.value",
    ],
    ["PAYMENT.CAPTURE.REFUNDED", captureRefund({ links: [] }), "missing-field", "resource.links"],
    [
      "CHECKOUT.ORDER.COMPLETED",
      order({ purchase_units: [{ payments: { captures: [capture({ amount: amount("1.00", "ZZZ") })] } }] }),
      "unknown-currency",
      "resource.purchase_units.0.payments.captures.0.amount.currency_code",
    ],
    ["BILLING.SUBSCRIPTION.CREATED", subscription({ status: 1 }), "invalid-field", "resource.status"],
  ])("%s can't be applied and says which field is why", async (type, resource, code, field) => {
    expect(await problem(type, resource)).toEqual({ code, field });
  });
});

test("an event without its resource or time can't be applied", async () => {
  const bare = {
    id: "WH-1",
    event_type: "PAYMENT.CAPTURE.COMPLETED",
    create_time: "2027-01-15T07:59:58.000Z",
  };
  expect(await problemOf(provider, bare)).toEqual({ code: "missing-field", field: "resource" });
  const undated = paypalEvent("PAYMENT.CAPTURE.COMPLETED", capture(), { create_time: "yesterday" });
  expect(await problemOf(provider, undated)).toEqual({ code: "missing-field", field: "create_time" });
});
