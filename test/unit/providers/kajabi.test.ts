import { describe, expect, test } from "vitest";
import { periodEnd } from "../../../functions/webhook-kajabi/period-end.ts";
import { provider } from "../../../functions/webhook-kajabi/provider.ts";
import {
  contact,
  customer,
  flatSale,
  flatSubscription,
  kajabiEvent,
  offer,
  purchase,
  resource,
  transaction,
} from "../../support/payloads/kajabi.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";

type Payload = Parameters<typeof kajabiEvent>[1];

async function say(event: string, payload: Payload, id?: string) {
  return changesOf(provider, kajabiEvent(event, payload, id));
}

async function problem(event: string, payload: Payload, id?: string) {
  return problemOf(provider, kajabiEvent(event, payload, id));
}

const madeAt = "2025-12-23T18:41:10.571Z";

describe("identify", () => {
  test("tells a dashboard's event by its UUID, dated by the transaction", () => {
    const body = kajabiEvent("purchase.created", flatSale());
    expect(provider.identify(body)).toEqual([
      {
        id: "f36e8f76-e02e-11f0-921d-4b2732f24088",
        type: "purchase.created",
        occurredAt: "2027-01-15T07:59:10.547Z",
        payload: body,
      },
    ]);
  });

  test("dates an event without a time of its own by its UUID", () => {
    const form = kajabiEvent("form_submission.created", { Email: "jane@example.com" });
    expect(provider.identify(form)).toMatchObject([{ occurredAt: madeAt }]);
    const random = kajabiEvent("form_submission.created", {}, "f36e8f76-e02e-41f0-921d-4b2732f24088");
    expect(provider.identify(random)).toMatchObject([{ occurredAt: null }]);
  });

  test("tells an event whose id may be its resource's by type, id, time and resources", () => {
    const tagged = (event: string, updated_at: string, tagId: string) => {
      const resources = [contact({ updated_at }), resource("contact_tags", tagId, { name: "VIP" })];
      const [identified] = provider.identify(kajabiEvent(event, resources, "hash_1")) ?? [];
      return identified;
    };
    const first = tagged("tag_added", "2027-01-15T08:00:00.000Z", "1");
    expect(first).toMatchObject({ type: "tag_added", occurredAt: "2027-01-15T08:00:00Z" });
    expect(first?.id).toMatch(/^tag_added:hash_1:2027-01-15T08:00:00Z:[0-9a-f]{32}$/);
    expect(tagged("tag_added", "2027-01-15T08:00:00.000Z", "1")?.id).toBe(first?.id);
    const others = [
      tagged("tag_removed", "2027-01-15T08:00:00.000Z", "1"),
      tagged("tag_added", "2027-01-15T08:00:01.000Z", "1"),
      tagged("tag_added", "2027-01-15T08:00:00.000Z", "2"),
    ];
    expect(new Set([first, ...others].map((event) => event?.id)).size).toBe(4);
  });

  test("takes a number for an id", () => {
    expect(provider.identify({ id: 42, event: "purchase.created", payload: {} })).toMatchObject([
      { id: "purchase.created:42" },
    ]);
  });

  test.each([
    { event: "purchase" },
    { id: "1" },
    { id: "1", event: "e".repeat(65) },
    { id: "1".repeat(101), event: "e" },
  ])("knows no event in %o", (body) => {
    expect(provider.identify(body)).toBeNull();
  });
});

describe("dashboard sales", () => {
  const at = "2027-01-15T07:59:10.547Z";
  const jane = {
    kind: "contact",
    at,
    email: "jane@example.com",
    identities: [{ scope: "kajabi:member", value: "2147000001" }],
    full_name: "Jane Doe",
    given_name: "Jane",
    family_name: "Doe",
    phone: "+19495550100",
    phone_sent: "949-555-0100",
  };
  const course = { kind: "product", at, external_id: "2148123456", name: "Speaking Course" };
  const payment = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "1234567890",
    amount: 14_900,
    currency: "USD",
    payment_status: "succeeded",
    product: "2148123456",
    description: "Speaking Course",
    occurred_at: at,
    confirmed: false,
  };

  test.each([
    "purchase.created",
    "payment.succeeded",
    "cart_purchase.created",
    "cart.purchase",
    "order.created",
  ])("%s is contact, offer and an unconfirmed payment", async (event) => {
    expect(await say(event, flatSale())).toStrictEqual([jane, course, payment]);
  });

  test.each([
    [{}, { rank: 12, status: "active", current_period_end: "2027-02-15T07:59:10.547Z" }],
    [{ trial: true }, { rank: 11, status: "trialing" }],
    [
      { trial: true, trial_period_days: 14 },
      { rank: 11, status: "trialing", current_period_end: "2027-01-29T07:59:10.547Z" },
    ],
  ])("a subscription with %o is told too", async (fields, expected) => {
    const agreed = {
      kind: "subscription",
      at,
      external_id: "987654321",
      product: "2148123456",
      amount: 14_900,
      currency: "USD",
      interval: "month",
      interval_count: 1,
      started_at: at,
    };
    expect(await say("purchase.created", flatSale({ ...flatSubscription, ...fields }))).toStrictEqual([
      jane,
      course,
      { ...payment, subscription: "987654321" },
      { ...agreed, ...expected },
    ]);
  });

  test("a purchase for nothing is no payment", async () => {
    const free = flatSale({ transaction_id: null, transaction_created_at: null, amount_paid: 0 });
    const changes = await say("purchase.created", free);
    expect(changes).toStrictEqual([
      { ...jane, at: madeAt },
      { ...course, at: madeAt },
    ]);
  });

  test("the nested shape says the same, of a contact record", async () => {
    const nested = {
      offer: { id: 2_148_123_456, title: "Speaking Course" },
      member: { id: 901, email: "jane@example.com", name: "Jane Doe", first_name: "Jane", last_name: "Doe" },
      extra_contact_information: { phone_number: "949-555-0100", address_country: "US" },
      payment_transaction: {
        id: 1_234_567_890,
        amount_paid: 14_900,
        currency: "USD",
        created_at: "2027-01-15T07:59:10.547Z",
      },
    };
    expect(await say("payment.succeeded", nested)).toStrictEqual([
      { ...jane, identities: [{ scope: "kajabi:contact", value: "901" }] },
      course,
      payment,
    ]);
  });

  test.each([
    [{ currency: "XYZ" }, "unknown-currency", "payload.currency"],
    [{ currency: null }, "missing-field", "payload.currency"],
    [{ amount_paid: null }, "missing-field", "payload.amount_paid"],
    [{ amount_paid: 149.5 }, "invalid-field", "payload.amount_paid"],
    [{ amount_paid: "14900" }, "invalid-field", "payload.amount_paid"],
    [{ amount_paid: 1e13 }, "absurd-amount", "payload.amount_paid"],
    [{ transaction_id: {} }, "invalid-field", "payload.transaction_id"],
    [
      { ...flatSubscription, interval_payment_amount: -1 },
      "absurd-amount",
      "payload.interval_payment_amount",
    ],
  ])("a sale with %o can't be applied", async (fields, code, field) => {
    expect(await problem("purchase.created", flatSale(fields))).toEqual({ code, field });
  });

  test("a sale of which nothing can be read, or not when, can't be applied", async () => {
    expect(await problem("purchase.created", {})).toEqual({
      code: "missing-field",
      field: "payload.member_email",
    });
    const undated = flatSale({ transaction_created_at: null });
    expect(await problem("purchase.created", undated, "hash_1")).toEqual({
      code: "missing-field",
      field: "payload.transaction_created_at",
    });
    expect(await problemOf(provider, { id: "hash_1", event: "purchase.created" })).toEqual({
      code: "missing-field",
      field: "payload",
    });
  });
});

describe("API sales", () => {
  const jane = (at: string) => ({
    kind: "contact",
    at,
    email: "jane@example.com",
    identities: [
      { scope: "kajabi:customer", value: "501" },
      { scope: "kajabi:contact", value: "901" },
    ],
    full_name: "Jane Doe",
  });
  const course = (at: string) => ({ kind: "product", at, external_id: "77", name: "Speaking Course" });
  const paidAt = "2027-01-15T07:59:19.285Z";
  const payment = {
    kind: "transaction",
    at: paidAt,
    rank: 30,
    external_id: "88001",
    amount: 14_900,
    currency: "USD",
    payment_status: "succeeded",
    product: "77",
    description: "Speaking Course",
    occurred_at: paidAt,
    confirmed: false,
  };

  test("payment_succeeded is an unconfirmed payment", async () => {
    const changes = await say("payment_succeeded", [transaction(), offer, customer()], "hash_1");
    expect(changes).toStrictEqual([jane(paidAt), course(paidAt), payment]);
  });

  test("order_created is the payment with what was ordered", async () => {
    const order = resource("orders", "7001", { order_number: 1001, created_at: "2027-01-15T07:59:05.207Z" });
    const item = resource("order_items", "7101", {
      item_type: "Offer",
      item_id: 77,
      title: "Speaking Course",
    });
    const bump = resource("order_items", "7102", { item_type: "Offer", item_id: 78, title: "Workbook" });
    const other = resource("order_items", "7103", { item_type: "Fee", item_id: 1, title: "Fee" });
    const changes = await say(
      "order_created",
      [transaction(), customer(), order, bump, item, other],
      "hash_1",
    );
    expect(changes).toStrictEqual([
      jane(paidAt),
      course(paidAt),
      { kind: "product", at: paidAt, external_id: "78", name: "Workbook" },
      payment,
    ]);
  });

  test("purchase is the access to what was bought", async () => {
    const since = "2027-01-15T07:59:27.58Z";
    const access = {
      kind: "registration",
      at: since,
      rank: 10,
      external_id: "3301",
      registration_kind: "access",
      status: "active",
      product: "77",
      title: "Speaking Course",
      occurred_at: since,
    };
    const changes = await say("purchase", [purchase(), offer, customer()], "hash_1");
    expect(changes).toStrictEqual([jane(since), course(since), access]);

    const ended = { deactivated_at: "2027-02-01T00:00:00.000Z", updated_at: "2027-02-01T00:00:00.000Z" };
    const [, , gone] = await say("purchase", [purchase(ended), offer, customer()], "hash_1");
    expect(gone).toStrictEqual({ ...access, at: "2027-02-01T00:00:00Z", rank: 12, status: "cancelled" });
  });

  test.each([
    ["pending", { rank: 10, payment_status: "pending" }],
    ["failed", { rank: 20, payment_status: "failed" }],
  ])("a transaction in state %s says so", async (state, expected) => {
    const changes = await say("payment_succeeded", [transaction({ state }), offer, customer()], "hash_1");
    expect(changes).toStrictEqual([jane(paidAt), course(paidAt), { ...payment, ...expected }]);
  });

  test("a transaction that isn't a charge is no payment", async () => {
    const changes = await say("payment_succeeded", [transaction({ action: "refund" }), customer()], "hash_1");
    expect(changes).toStrictEqual([jane(paidAt)]);
  });

  test("the samples' id 0 is nobody's", async () => {
    const sample = customer({}, "0", "0");
    const [nobody] = await say("payment_succeeded", [transaction(), sample], "hash_1");
    expect(nobody).not.toHaveProperty("identities");
  });

  test("the customer is the one whom the transaction names", async () => {
    const other = customer({ email: "zoe@example.com" }, "502", "902");
    const changes = await say("payment_succeeded", [other, transaction(), customer()], "hash_1");
    expect(changes).toMatchObject([{ email: "jane@example.com" }, { kind: "transaction" }]);
  });

  test.each([
    [[transaction({ currency: "XYZ" })], "unknown-currency", "payload.0.attributes.currency"],
    [
      [customer(), transaction({ amount_in_cents: null })],
      "missing-field",
      "payload.1.attributes.amount_in_cents",
    ],
    [[transaction({ amount_in_cents: "149" })], "invalid-field", "payload.0.attributes.amount_in_cents"],
    [[{ type: "transactions", attributes: {} }], "missing-field", "payload.0.id"],
    [[{ id: "1", attributes: {} }], "missing-field", "payload.0.type"],
    [[transaction({ created_at: null })], "missing-field", "payload.transaction_created_at"],
  ])("%o can't be applied", async (payload, code, field) => {
    expect(await problem("payment_succeeded", payload, "hash_1")).toEqual({ code, field });
  });
});

describe("forms", () => {
  const id = "0a49a63a-30b3-11f0-a9e9-072cd5d18f1b";
  const at = "2025-05-14T11:03:17.836Z";
  const registration = { kind: "registration", at, registration_kind: "form", status: "active" };

  test("a dashboard's form is read by what its fields are called", async () => {
    const form = {
      form_title: "Free webinar",
      "First Name": "Jane",
      "last name*": "Doe",
      Email: "jane@example.com",
      "Phone Number": "(949) 555-0100",
      "Webinar options": "21 January, 10:00",
    };
    expect(await say("form_submission.created", form, id)).toStrictEqual([
      {
        kind: "contact",
        at,
        email: "jane@example.com",
        full_name: "Jane Doe",
        given_name: "Jane",
        family_name: "Doe",
        phone: "+19495550100",
        phone_sent: "(949) 555-0100",
      },
      { ...registration, external_id: id, title: "Free webinar", occurred_at: at },
    ]);
  });

  test("a full name is not taken apart", async () => {
    const [contactOnly] = await say(
      "form_submission.created",
      { Email: "jane@example.com", Name: "Jane Doe" },
      id,
    );
    expect(contactOnly).toStrictEqual({
      kind: "contact",
      at,
      email: "jane@example.com",
      full_name: "Jane Doe",
    });
  });

  test("an API form, which no one dates, is younger than the form's last change", async () => {
    const resources = [
      resource("form_submissions", "5", { name: "John Doe", email: "john@example.com", phone_number: null }),
      resource("forms", "6", {
        title: "Sample Form",
        created_at: "2026-01-01T00:00:00.000Z",
        updated_at: "2026-12-24T00:00:00.000Z",
      }),
    ];
    const changed = "2026-12-24T00:00:00Z";
    const [eventOf] = provider.identify(kajabiEvent("form_submission", resources, "hash_5")) ?? [];
    expect(eventOf).toMatchObject({ occurredAt: null });
    expect(await say("form_submission", resources, "hash_5")).toStrictEqual([
      { kind: "contact", at: changed, email: "john@example.com", full_name: "John Doe" },
      { ...registration, at: changed, external_id: eventOf?.id, title: "Sample Form" },
    ]);
  });

  test("a form that nothing dates can't be applied", async () => {
    expect(await problem("form_submission", [resource("form_submissions", "5", {})], "hash_5")).toEqual({
      code: "missing-field",
      field: "id",
    });
  });
});

describe("tags", () => {
  const at = "2027-01-15T07:59:00Z";
  const bearer = {
    kind: "contact",
    at,
    email: "jane@example.com",
    identities: [{ scope: "kajabi:contact", value: "901" }],
    full_name: "Jane Doe",
    phone: "+19495550100",
    phone_sent: "(949) 555-0100",
  };
  const vip = resource("contact_tags", "1", { name: "VIP" });

  test.each([
    ["tag_added", { rank: 0, applied: true }],
    ["tag_removed", { rank: 1, applied: false }],
  ])("%s is a tag on the contact or off", async (event, expected) => {
    expect(await say(event, [contact(), vip], "hash_1")).toStrictEqual([
      bearer,
      { kind: "tag", at, name: "VIP", ...expected },
    ]);
  });

  test.each([
    [[vip], "payload"],
    [[contact()], "payload"],
    [[contact({ email: null }, "0"), vip], "payload.0.attributes.email"],
    [{ name: "VIP" }, "payload"],
  ])("%o can't be applied", async (payload, field) => {
    expect(await problem("tag_added", payload, "hash_1")).toMatchObject({ field });
  });
});

test.each(["member.created", "purchase.refunded", "constructor"])(
  "%s is kept and says nothing",
  async (event) => {
    expect(await say(event, flatSale())).toEqual([]);
  },
);

test.each([
  ["2027-01-31T23:30:00Z", "month", 1, "2027-02-28T23:30:00Z"],
  ["2028-01-31T00:00:00Z", "month", 1, "2028-02-29T00:00:00Z"],
  ["2028-02-29T00:00:00Z", "year", 1, "2029-02-28T00:00:00Z"],
  ["2027-11-30T08:00:00.5Z", "month", 3, "2028-02-29T08:00:00.500Z"],
  ["2027-12-31T08:00:00Z", "week", 2, "2028-01-14T08:00:00Z"],
  ["9999-12-31T08:00:00Z", "year", 1, undefined],
] as const)("a period that begins %s and lasts a %s, %d times, ends %s", (start, interval, count, end) => {
  expect(periodEnd(start, { interval, interval_count: count })).toBe(end);
});
