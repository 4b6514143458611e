import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-ticket-tailor/provider.ts";
import {
  issuedTicket,
  order,
  ticketTailorEvent,
  waitlistSignup,
} from "../../support/payloads/ticket-tailor.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";

type Fields = Readonly<Record<string, unknown>>;

const at = "2027-01-15T07:59:58Z";
const jane = { kind: "contact", at, email: "jane@example.com", full_name: "Jane Doe" };
const buyer = {
  ...jane,
  given_name: "Jane",
  family_name: "Doe",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};
const summit = { kind: "product", at, external_id: "ev_1" };

async function say(type: string, payload: Fields) {
  return changesOf(provider, ticketTailorEvent(type, payload));
}

async function problem(type: string, payload: Fields) {
  return problemOf(provider, ticketTailorEvent(type, payload));
}

describe("identify", () => {
  test("takes an event's id, type and time, which is UTC", () => {
    const body = ticketTailorEvent("ORDER.CREATED", {});
    expect(provider.identify(body)).toEqual([
      { id: "wh_1", type: "ORDER.CREATED", occurredAt: at, payload: body },
    ]);
  });

  test("takes a time that says its zone, and none that is none", () => {
    const zoned = ticketTailorEvent("ORDER.CREATED", {}, { created_at: "2027-01-15T08:59:58+01:00" });
    expect(provider.identify(zoned)).toMatchObject([{ occurredAt: at }]);
    const spoilt = ticketTailorEvent("ORDER.CREATED", {}, { created_at: "2027-02-30 07:59:58" });
    expect(provider.identify(spoilt)).toMatchObject([{ occurredAt: null }]);
  });

  test.each([{ event: "ORDER.CREATED" }, { id: "wh_1" }, "wh_1"])("knows no event in %o", (body) => {
    expect(provider.identify(body)).toBeNull();
  });
});

describe("orders", () => {
  const product = { ...summit, name: "Speakers Summit" };
  const transaction = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "or_1",
    amount: 14_900,
    currency: "USD",
    payment_status: "succeeded",
    refunded_amount: 0,
    product: "ev_1",
    description: "VIP",
    occurred_at: "2027-01-15T07:59:50Z",
    confirmed: true,
  };

  test.each(["ORDER.CREATED", "ORDER.UPDATED", "order.created", "Order.Updated"])(
    "%s is the buyer, the event and the payment",
    async (type) => {
      expect(await say(type, order())).toStrictEqual([buyer, product, transaction]);
    },
  );

  test.each([
    [{ status: "pending" }, { rank: 10, payment_status: "pending" }],
    [{ refund_amount: 4_900 }, { refunded_amount: 4_900 }],
    [
      { status: "cancelled", refund_amount: 14_900 },
      { rank: 40, payment_status: "cancelled", refunded_amount: 14_900 },
    ],
    [{ total: 0 }, { amount: 0 }],
  ])("an order with %o says so", async (fields, expected) => {
    expect(await say("ORDER.UPDATED", order(fields))).toStrictEqual([
      buyer,
      product,
      { ...transaction, ...expected },
    ]);
  });

  test("an order may lack all that only describes it", async () => {
    const bare = order({
      buyer_details: null,
      event_summary: null,
      line_items: null,
      refund_amount: null,
      status: null,
    });
    expect(await say("ORDER.UPDATED", bare)).toStrictEqual([
      {
        kind: "transaction",
        at,
        rank: 0,
        external_id: "or_1",
        amount: 14_900,
        currency: "USD",
        occurred_at: "2027-01-15T07:59:50Z",
        confirmed: true,
      },
    ]);
  });

  test.each([
    [{ code: "jpy", base_multiplier: 1 }, 500],
    [{ code: "jpy", base_multiplier: 100 }, 5],
    [{ code: "bhd", base_multiplier: 1_000 }, 500],
    [{ code: "bhd", base_multiplier: 100 }, 5_000],
    [{ code: "usd" }, 500],
  ])("500 units of %o are %i minor units", async (currency, amount) => {
    const [, , paid] = await say("ORDER.CREATED", order({ currency, total: 500 }));
    expect(paid).toMatchObject({ amount });
  });

  test.each([
    [{ currency: { code: "xyz" } }, "unknown-currency", "payload.currency.code"],
    [{ currency: { base_multiplier: 100 } }, "missing-field", "payload.currency.code"],
    [{ currency: "usd" }, "invalid-field", "payload.currency"],
    [{ currency: { code: "usd", base_multiplier: 7 } }, "invalid-field", "payload.currency.base_multiplier"],
    [{ total: undefined }, "missing-field", "payload.total"],
    [{ total: "149.00" }, "invalid-field", "payload.total"],
    [{ total: 1e13 }, "absurd-amount", "payload.total"],
    [{ refund_amount: -1 }, "absurd-amount", "payload.refund_amount"],
    [{ id: undefined }, "missing-field", "payload.id"],
  ])("an order with %o can't be applied", async (fields, code, field) => {
    expect(await problem("ORDER.CREATED", order(fields))).toEqual({ code, field });
  });
});

describe("tickets", () => {
  const holder = {
    kind: "contact",
    at,
    email: "ada@example.com",
    full_name: "Ada Byron",
    given_name: "Ada",
    family_name: "Byron",
  };
  const registration = {
    kind: "registration",
    at,
    rank: 10,
    external_id: "it_1",
    registration_kind: "ticket",
    status: "active",
    product: "ev_1",
    title: "VIP",
    transaction: "or_1",
    occurred_at: "2027-01-15T07:59:51Z",
  };

  test.each([
    ["ISSUED_TICKET.CREATED", {}, {}],
    ["ISSUED_TICKET.UPDATED", { checked_in: "true" }, { rank: 11, status: "checked_in" }],
    ["ISSUED_TICKET.UPDATED", { checked_in: true }, { rank: 11, status: "checked_in" }],
    ["ISSUED_TICKET.UPDATED", { status: "voided" }, { rank: 12, status: "cancelled" }],
    [
      "ISSUED_TICKET.UPDATED",
      { voided_at: 1_799_999_999, checked_in: "true" },
      { rank: 12, status: "cancelled" },
    ],
  ])("%s with %o is its holder's registration", async (type, fields, expected) => {
    expect(await say(type, issuedTicket(fields))).toStrictEqual([
      holder,
      summit,
      { ...registration, ...expected },
    ]);
  });

  test("a ticket without a holder is a registration all the same", async () => {
    const { product, ...lone } = registration;
    expect(product).toBe("ev_1");
    expect(await say("ISSUED_TICKET.CREATED", issuedTicket({ email: null, event_id: null }))).toStrictEqual([
      lone,
    ]);
  });

  test("a ticket without an id can't be applied", async () => {
    expect(await problem("ISSUED_TICKET.CREATED", issuedTicket({ id: null }))).toEqual({
      code: "missing-field",
      field: "payload.id",
    });
  });
});

test.each([
  ["EVENT.CREATED", 0],
  ["EVENT.UPDATED", 1],
])("%s is the product", async (type, rank) => {
  expect(await say(type, { object: "event", id: "ev_1", name: "Summit" })).toStrictEqual([
    { ...summit, rank, name: "Summit", authoritative: true },
  ]);
});

test.each([
  [{}, "ev_1"],
  [{ event_id: undefined, event_occurrence_id: "ev_2" }, "ev_2"],
  [{ event_id: undefined, event_series_id: "es_1" }, "es_1"],
])("a place on the waiting list with %o is a registration for %s", async (fields, product) => {
  expect(await say("WAITLIST_SIGNUP.CREATED", waitlistSignup(fields))).toStrictEqual([
    jane,
    { kind: "product", at, external_id: product },
    {
      kind: "registration",
      at,
      external_id: "ws_1",
      registration_kind: "waiting_list",
      status: "active",
      product,
      occurred_at: at,
    },
  ]);
});

test.each(["EVENT.DELETED", "VOUCHER.CREATED"])("%s is kept and says nothing", async (type) => {
  expect(await say(type, {})).toEqual([]);
});

test("an event without its payload or time can't be applied", async () => {
  const bare = { id: "wh_1", event: "ORDER.CREATED", created_at: "2027-01-15 07:59:58" };
  expect(await problemOf(provider, bare)).toEqual({ code: "missing-field", field: "payload" });
  const undated = { id: "wh_1", event: "ORDER.CREATED", payload: order() };
  expect(await problemOf(provider, undated)).toEqual({ code: "missing-field", field: "created_at" });
});
