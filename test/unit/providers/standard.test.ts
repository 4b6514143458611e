import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-standard/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";

type Fields = Readonly<Record<string, unknown>>;

const timestamp = "2027-01-15T07:59:58.344522Z";
const webhookId = { "webhook-id": "msg_1" };
const person = {
  email: "jane@example.com",
  first_name: "Jane",
  last_name: "Doe",
  phone: "949-555-0100",
  country: "US",
};
const jane = {
  kind: "contact",
  at: timestamp,
  email: "jane@example.com",
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
  phone: "+19495550100",
  phone_sent: "949-555-0100",
};

function identify(body: unknown, headers: Readonly<Record<string, string>> = webhookId) {
  return provider.identify(body, { headers: new Headers(headers) });
}

async function say(type: string, data: Fields) {
  return changesOf(provider, { type, timestamp, data }, webhookId);
}

async function problem(type: string, data: Fields) {
  return problemOf(provider, { type, timestamp, data }, webhookId);
}

describe("identify", () => {
  test("takes the id that was signed, and the body's type and time", () => {
    const body = { type: "contact.created", timestamp, data: {} };
    expect(identify(body)).toEqual([
      { id: "msg_1", type: "contact.created", occurredAt: timestamp, payload: body },
    ]);
  });

  test("takes Svix's id only where no header of the standard was sent, as the scheme does", () => {
    expect(identify({}, { "svix-id": "msg_2" })).toMatchObject([{ id: "msg_2" }]);
    expect(identify({}, { "svix-id": "msg_2", ...webhookId })).toMatchObject([{ id: "msg_1" }]);
    expect(identify({}, { "svix-id": "msg_2", "webhook-signature": "v1,x" })).toBeNull();
  });

  test.each([
    [{ event: "a.b" }, "a.b"],
    [{ event_type: "a.b" }, "a.b"],
    [{ type: 1, event: "", event_type: "a.b" }, "a.b"],
    [{ type: { name: "a.b" } }, "unknown"],
    [[], "unknown"],
  ])("calls the type of %o %s", (body, type) => {
    expect(identify(body)).toMatchObject([{ type }]);
  });

  test.each([
    [{ timestamp: 1_799_999_998 }, "2027-01-15T07:59:58Z"],
    [{ timestamp: 1_799_999_998_123 }, "2027-01-15T07:59:58.123Z"],
    [{ created_at: "2027-01-15T08:59:58+01:00" }, "2027-01-15T07:59:58Z"],
    [{ timestamp: "yesterday" }, null],
    [{ timestamp: 1e300 }, null],
    [{}, null],
  ])("dates %o %s", (body, occurredAt) => {
    expect(identify(body)).toMatchObject([{ occurredAt }]);
  });

  test.each([null, "text", 1])("knows no event in %o", (body) => {
    expect(identify(body)).toBeNull();
  });
});

test.each([
  ["contact.created", 0],
  ["contact.updated", 1],
])("%s is the contact", async (type, rank) => {
  expect(await say(type, { id: "7", ...person })).toStrictEqual([{ ...jane, rank }]);
});

const payment = {
  kind: "transaction",
  at: timestamp,
  rank: 30,
  external_id: "pay_1",
  payment_status: "succeeded",
  confirmed: true,
};

test("payment.succeeded is the contact and the payment", async () => {
  const data = { id: "pay_1", amount: 14_900, currency: "usd", description: "Course", ...person };
  expect(await say("payment.succeeded", data)).toStrictEqual([
    jane,
    { ...payment, amount: 14_900, currency: "USD", description: "Course", occurred_at: timestamp },
  ]);
});

test("payment.refunded is all that was refunded of the payment", async () => {
  const refund = { id: 17, currency: "usd", refunded_amount: 900 };
  expect(await say("payment.refunded", refund)).toStrictEqual([
    { ...payment, external_id: "17", refunded_amount: 900 },
  ]);
  expect(await say("payment.refunded", { ...refund, amount: 1_000 })).toStrictEqual([
    { ...payment, external_id: "17", amount: 1_000, currency: "USD", refunded_amount: 900 },
  ]);
});

test.each(["user.created", "payment.failed", "unknown", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await say(type, person)).toEqual([]);
  },
);

test.each<[string, Fields, string, string]>([
  ["contact.created", {}, "missing-field", "data.email"],
  ["contact.created", { email: 1 }, "invalid-field", "data.email"],
  ["contact.created", { email: "not an address" }, "invalid-field", "data.email"],
  ["payment.succeeded", { amount: 1, currency: "usd" }, "missing-field", "data.id"],
  ["payment.succeeded", { id: "1", currency: "usd" }, "missing-field", "data.amount"],
  ["payment.succeeded", { id: "1", amount: 1 }, "missing-field", "data.currency"],
  ["payment.succeeded", { id: "1", amount: 1, currency: "xyz" }, "unknown-currency", "data.currency"],
  ["payment.succeeded", { id: "1", amount: 1.5, currency: "usd" }, "invalid-field", "data.amount"],
  ["payment.succeeded", { id: "1", amount: 1e13, currency: "usd" }, "absurd-amount", "data.amount"],
  ["payment.refunded", { id: "1", amount: 1, currency: "usd" }, "missing-field", "data.refunded_amount"],
])("%s with %o can't be applied", async (type, data, code, field) => {
  expect(await problem(type, data)).toEqual({ code, field });
});

test("an event that should be mapped and isn't dated can't be applied", async () => {
  const undated = { type: "contact.created", data: person };
  expect(await problemOf(provider, undated, webhookId)).toEqual({
    code: "missing-field",
    field: "timestamp",
  });
});
