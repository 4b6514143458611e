import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-calendly/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { calendlyEvent, invitee, payment, routingFormSubmission } from "../../support/payloads/calendly.ts";

const at = "2027-01-15T07:59:58Z";
const uri = "https://api.calendly.com/scheduled_events/EVENT1/invitees/INVITEE1";
const jane = {
  kind: "contact",
  at: "2027-01-15T07:59:57Z",
  email: "jane@example.com",
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
  phone: "+15550100001",
  phone_sent: "+1 555-010-0001",
};
const booking = {
  kind: "registration",
  at,
  rank: 10,
  external_id: uri,
  registration_kind: "booking",
  status: "active",
  title: "Strategy call",
  occurred_at: "2027-01-20T15:00:00Z",
};

test("tells events apart by what happened to what, and when", () => {
  const body = calendlyEvent("invitee.created", invitee());
  expect(provider.identify(body)).toEqual([
    {
      id: "530cdea969169d4db104635912dae69c120ada7a07d2349ab8c82c097d09410f",
      type: "invitee.created",
      occurredAt: at,
      payload: body,
    },
  ]);
  const others = [
    calendlyEvent("invitee.canceled", invitee()),
    calendlyEvent("invitee.created", invitee({ uri: "https://api.calendly.com/other" })),
    calendlyEvent("invitee.created", invitee(), "2027-01-15T07:59:58.000001Z"),
  ];
  const ids = [body, ...others].map((event) => provider.identify(event)?.[0]?.id);
  expect(new Set(ids).size).toBe(4);
});

test.each([
  ["no type", { created_at: at, payload: { uri } }],
  ["no time", { event: "invitee.created", payload: { uri } }],
  ["nothing it is about", { event: "invitee.created", created_at: at, payload: {} }],
])("knows no event in a body with %s", (_, body) => {
  expect(provider.identify(body)).toBeNull();
});

test("a booking is a contact and a registration", async () => {
  const body = calendlyEvent("invitee.created", invitee());
  expect(await changesOf(provider, body)).toStrictEqual([jane, booking]);
});

test("a booking that was paid for is a transaction too, whose amount was sent in units of the currency", async () => {
  const body = calendlyEvent("invitee.created", invitee({ payment: payment() }));
  const transaction = {
    kind: "transaction",
    at,
    rank: 30,
    external_id: "ch_1",
    amount: 9_950,
    currency: "USD",
    payment_status: "succeeded",
    description: "Strategy call",
    occurred_at: "2027-01-15T07:59:57Z",
    confirmed: true,
  };
  expect(await changesOf(provider, body)).toStrictEqual([
    jane,
    transaction,
    { ...booking, transaction: "ch_1" },
  ]);
});

test.each([
  ["JPY", 500, 500],
  ["BHD", 1.5, 1_500],
  ["USD", "49.90", 4_990],
])("%s %s are %i minor units", async (currency, sent, amount) => {
  const body = calendlyEvent("invitee.created", invitee({ payment: payment({ currency, amount: sent }) }));
  const [, transaction] = await changesOf(provider, body);
  expect(transaction).toMatchObject({ amount, currency });
});

test("a payment that didn't succeed is none", async () => {
  const body = calendlyEvent("invitee.created", invitee({ payment: payment({ successful: false }) }));
  expect(await changesOf(provider, body)).toStrictEqual([jane, booking]);
});

test("a cancellation outranks the booking of the same instant", async () => {
  const body = calendlyEvent("invitee.canceled", invitee({ status: "canceled" }));
  expect(await changesOf(provider, body)).toStrictEqual([
    jane,
    { ...booking, rank: 12, status: "cancelled" },
  ]);
});

test.each([
  ["invitee_no_show.created", 0, "no-show"],
  ["invitee_no_show.deleted", 1, "no-show-withdrawn"],
])("%s is what became of the booking", async (type, rank, status) => {
  expect(await changesOf(provider, calendlyEvent(type, invitee()))).toStrictEqual([
    jane,
    {
      kind: "engagement",
      at,
      rank,
      external_id: uri,
      engagement_kind: "interest",
      status,
      occurred_at: at,
    },
  ]);
});

test("a routing form is a registration, and a contact by the answers to the usual questions", async () => {
  const body = calendlyEvent("routing_form_submission.created", routingFormSubmission());
  const occurred_at = "2027-01-15T07:59:55Z";
  expect(await changesOf(provider, body)).toStrictEqual([
    {
      kind: "contact",
      at: occurred_at,
      email: "jane@example.com",
      full_name: "Jane Doe",
      phone: "+19495550100",
      phone_sent: "949-555-0100",
    },
    {
      kind: "registration",
      at,
      external_id: "https://api.calendly.com/routing_form_submissions/SUBMISSION1",
      registration_kind: "form",
      status: "active",
      occurred_at,
    },
  ]);
});

test("other events are kept and say nothing", async () => {
  expect(await changesOf(provider, calendlyEvent("event_type.created", { uri }))).toEqual([]);
});

test.each([
  [{ external_id: null }, "missing-field", "payload.payment.external_id"],
  [{ amount: null }, "missing-field", "payload.payment.amount"],
  [{ amount: 0.001 }, "invalid-field", "payload.payment.amount"],
  [{ amount: -1 }, "absurd-amount", "payload.payment.amount"],
  [{ currency: null }, "missing-field", "payload.payment.currency"],
  [{ currency: "XYZ" }, "unknown-currency", "payload.payment.currency"],
])("a payment with %o can't be applied", async (fields, code, field) => {
  const body = calendlyEvent("invitee.created", invitee({ payment: payment(fields) }));
  expect(await problemOf(provider, body)).toEqual({ code, field });
});

test("an event whose time can't be read can't be applied", async () => {
  const body = calendlyEvent("invitee.created", invitee(), "yesterday");
  expect(await problemOf(provider, body)).toEqual({ code: "missing-field", field: "created_at" });
});
