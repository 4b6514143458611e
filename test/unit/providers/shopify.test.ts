import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-shopify/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { customer, order, refund, refundPayment } from "../../support/payloads/shopify.ts";

const at = "2027-01-15T07:59:58Z";
const id = "820982911946154508";
const identities = [{ scope: "shopify:customer", value: "501" }];
const jane = {
  kind: "contact",
  at: "2027-01-15T07:59:50Z",
  email: "jane@example.com",
  identities,
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};
const product = { kind: "product", at, external_id: "77", name: "Speaking Course" };
const paid = {
  kind: "transaction",
  at,
  rank: 30,
  external_id: id,
  amount: 14_900,
  currency: "USD",
  payment_status: "succeeded",
  product: "77",
  description: "Speaking Course",
  occurred_at: "2027-01-15T07:59:51Z",
  confirmed: true,
};

function identify(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return provider.identify(body, { headers: new Headers(headers) });
}

describe("identify", () => {
  test("the same body is the same event, whatever the headers say, which aren't signed", () => {
    const ids = [
      { "x-shopify-topic": "orders/paid", "x-shopify-webhook-id": "1" },
      { "x-shopify-topic": "orders/paid", "x-shopify-webhook-id": "2" },
      { "x-shopify-topic": "orders/cancelled", "x-shopify-webhook-id": "1" },
      {},
    ].map((headers) => identify(order(id), headers)?.[0]?.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  test("another state of a thing is another event", () => {
    const ids = [order(id), order(id, { financial_status: "refunded" }), order("1")].map(
      (body) => identify(body)?.[0]?.id,
    );
    expect(new Set(ids).size).toBe(3);
  });

  test.each([
    [{ "x-shopify-topic": "orders/paid" }, "orders/paid"],
    [{ "shopify-topic": "orders", "shopify-action": "update" }, "orders/update"],
    [{ "x-shopify-topic": "\u00e9" }, "unknown"],
    [{}, "unknown"],
  ])("%o labels the event %s", (headers, type) => {
    expect(identify(order(id), headers)).toMatchObject([{ type, occurredAt: at }]);
  });

  test.each([[null], ["text"], [1]])("knows no event in %o", (body) => {
    expect(identify(body)).toBeNull();
  });
});

describe("orders", () => {
  test("a paid order is the buyer, the product and the payment, under its exact id", async () => {
    expect(await changesOf(provider, order(id))).toStrictEqual([jane, product, paid]);
  });

  test("what an order says doesn't depend on the topic it is sent under", async () => {
    const headers = { "x-shopify-topic": "customers/update" };
    expect(await changesOf(provider, order(id), headers)).toStrictEqual([jane, product, paid]);
  });

  test.each([
    [{ financial_status: "pending" }, "pending", 10],
    [{ financial_status: "authorized" }, "pending", 10],
    [{ financial_status: "partially_paid" }, "pending", 10],
    [{ financial_status: "partially_refunded" }, "succeeded", 30],
    [{ financial_status: "refunded", cancelled_at: at }, "succeeded", 30],
    [{ financial_status: "voided" }, "cancelled", 40],
    [{ financial_status: "pending", cancelled_at: at }, "cancelled", 40],
  ])("an order that is %o is %s", async (fields, payment_status, rank) => {
    const [, , transaction] = await changesOf(provider, order(id, fields));
    expect(transaction).toStrictEqual({ ...paid, payment_status, rank });
  });

  test("what was refunded is told refund by refund, of what succeeded", async () => {
    const refunds = [
      { id: 1, transactions: [refundPayment("10.00"), refundPayment("9.00", { status: "failure" })] },
      {
        id: 2,
        admin_graphql_api_id: "gid://shopify/Refund/9007199254740993",
        transactions: [refundPayment("0.50"), refundPayment("0.25"), refundPayment("7.00", { kind: "void" })],
      },
      { id: 3, transactions: [] },
    ];
    const [, , transaction] = await changesOf(provider, order(id, { refunds }));
    expect(transaction).toMatchObject({ refund_parts: { "1": 1_000, "9007199254740993": 75 } });
    expect(transaction).not.toHaveProperty("refunded_amount");
  });

  test("what was refunded is told as a whole where a refund has no exact id", async () => {
    const refunds = [
      { id: 1, transactions: [refundPayment("10.00")] },
      { id: 9007199254740993000, transactions: [refundPayment("0.50")] },
    ];
    const [, , transaction] = await changesOf(provider, order(id, { refunds }));
    expect(transaction).toMatchObject({ refunded_amount: 1_050 });
    expect(transaction).not.toHaveProperty("refund_parts");
  });

  test("refunds in another currency than the order's are left unsaid", async () => {
    const refunds = [{ transactions: [refundPayment("1500", { currency: "JPY" })] }];
    const [, , transaction] = await changesOf(provider, order(id, { refunds }));
    expect(transaction).not.toHaveProperty("refunded_amount");
    expect(transaction).not.toHaveProperty("refund_parts");
  });

  test("a customer's number is taken only where it is exact", async () => {
    const numbered = (number: number) => order(id, { customer: { id: number, email: "jane@example.com" } });
    expect(await changesOf(provider, numbered(115310627314))).toMatchObject([
      { identities: [{ scope: "shopify:customer", value: "115310627314" }] },
      {},
      {},
    ]);
    const [contact] = await changesOf(provider, numbered(115310627314723950));
    expect(contact).not.toHaveProperty("identities");
  });

  test.each([
    [{ total_price: "1.001" }, "invalid-field", "total_price"],
    [{ total_price: "-1.00" }, "absurd-amount", "total_price"],
    [{ total_price: 149 }, "invalid-field", "total_price"],
    [{ currency: null }, "missing-field", "currency"],
    [{ currency: "XYZ" }, "unknown-currency", "currency"],
    [{ refunds: [{ transactions: [refundPayment("x")] }] }, "invalid-field", "refunds.transactions.amount"],
  ])("an order with %o can't be applied", async (fields, code, field) => {
    expect(await problemOf(provider, order(id, fields))).toEqual({ code, field });
  });
});

test("a customer is a contact", async () => {
  expect(await changesOf(provider, customer("501"))).toStrictEqual([{ ...jane, at: "2027-01-15T07:59:57Z" }]);
});

describe("refunds", () => {
  test("a refund is a part of what was refunded of its order", async () => {
    expect(await changesOf(provider, refund("1"))).toStrictEqual([
      {
        kind: "transaction",
        at: "2027-01-15T07:59:59Z",
        external_id: "9001",
        refund_parts: { "1": 4_900 },
        confirmed: true,
      },
    ]);
  });

  test("the shop's currency may be known by a line", async () => {
    const refund_line_items = [{ subtotal_set: { shop_money: { amount: "49.00", currency_code: "USD" } } }];
    const body = refund("1", { total_duties_set: null, refund_line_items });
    expect(await changesOf(provider, body)).toMatchObject([{ refund_parts: { "1": 4_900 } }]);
  });

  test.each([
    ["gave nothing back", { transactions: [] }],
    ["doesn't tell the shop's currency", { total_duties_set: undefined }],
    ["is in the customer's currency", { transactions: [refundPayment("1500", { currency: "JPY" })] }],
  ])("a refund that %s says nothing", async (_, fields) => {
    expect(await changesOf(provider, refund("1", fields))).toEqual([]);
  });

  test("a refund of an unreadable order can't be applied", async () => {
    const body = refund("1", { order_id: 820982911946154500 });
    expect(await problemOf(provider, body)).toEqual({ code: "invalid-field", field: "order_id" });
  });
});

test.each([
  ["a checkout", { id: 1, token: "abc", updated_at: at }],
  ["a fulfilment", { admin_graphql_api_id: "gid://shopify/Fulfillment/1", updated_at: at }],
  ["a customer that was deleted", { id: 1, admin_graphql_api_id: "gid://shopify/Customer/1" }],
  ["an order that was deleted", { id: 1 }],
  ["a foreign id", { admin_graphql_api_id: "gid://acme/Order/1", updated_at: at }],
  ["an event of the new family", { topic: "orders", action: "update", data: {} }],
])("%s is kept and says nothing", async (_, body) => {
  expect(await changesOf(provider, body)).toEqual([]);
});
