import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-mailgun/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { mailgunDelivery } from "../../support/payloads/mailgun.ts";

const at = "2027-01-15T07:59:58.250Z";
const nonce = { value: "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0", seconds: 39_600 };

describe("identify", () => {
  test("tells an event by its id, which is unique within a day, and its time; the token carries no other event", () => {
    const body = mailgunDelivery("delivered");
    expect(provider.identify(body)).toEqual([
      {
        id: "CPgfbmQMTCKtHW6uIWtuVe:1799999998.25",
        type: "delivered",
        occurredAt: at,
        payload: { "event-data": body["event-data"] },
        nonce,
      },
    ]);
  });

  test("tells a form of before 2018 by its token", () => {
    const form = {
      event: "dropped",
      timestamp: "1799999999",
      token: nonce.value,
      signature: "00",
      "parent-signature": "00",
      recipient: "x",
    };
    expect(provider.identify(form)).toEqual([
      {
        id: nonce.value,
        type: "dropped",
        occurredAt: "2027-01-15T07:59:59Z",
        payload: { event: "dropped", timestamp: "1799999999", recipient: "x" },
        nonce,
      },
    ]);
  });

  test.each([{}, [], null, { ...mailgunDelivery("x"), signature: {} }, mailgunDelivery("x", { id: "" })])(
    "knows no event in %o",
    (body) => {
      expect(provider.identify(body)).toBeNull();
    },
  );
});

test.each([
  ["failed", { severity: "permanent" }, "bounced", 1],
  ["complained", {}, "unsubscribed", 2],
  ["unsubscribed", {}, "unsubscribed", 2],
])("%s with %o says that the contact isn't to be written to", async (event, fields, email_status, rank) => {
  expect(await changesOf(provider, mailgunDelivery(event, fields))).toStrictEqual([
    { kind: "contact", at, rank, email: "jane@example.com", email_status },
  ]);
});

test.each([
  mailgunDelivery("failed", { severity: "temporary" }),
  mailgunDelivery("failed"),
  mailgunDelivery("delivered"),
  mailgunDelivery("constructor"),
  { event: "unsubscribed", timestamp: "1799999999", token: "a", recipient: "jane@example.com" },
])("%o is kept and says nothing", async (body) => {
  expect(await changesOf(provider, body)).toEqual([]);
});

test.each([
  [{ recipient: undefined }, "missing-field", "event-data.recipient"],
  [{ recipient: "jane" }, "invalid-field", "event-data.recipient"],
  [{ timestamp: -1 }, "invalid-field", "event-data.timestamp"],
])("a complaint with %o can't be applied", async (fields, code, field) => {
  expect(await problemOf(provider, mailgunDelivery("complained", fields))).toEqual({ code, field });
});
