import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-sendgrid/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { sendgridBatch } from "../../support/payloads/sendgrid.ts";

const at = "2027-01-15T07:59:58Z";

test("every item of a batch is an event of its own", () => {
  const batch = [...sendgridBatch("open"), ...sendgridBatch("click", { sg_event_id: "b", timestamp: 1.5 })];
  expect(provider.identify(batch)).toEqual([
    { id: "ZXZlbnQtMQ", type: "open", occurredAt: at, payload: batch[0] },
    { id: "b", type: "click", occurredAt: null, payload: batch[1] },
  ]);
});

test("an item that can't be told is kept beside those that can, and says nothing", async () => {
  const batch = [...sendgridBatch("bounce", { sg_event_id: null }), ...sendgridBatch("bounce")];
  const [strange, known] = provider.identify(batch) ?? [];
  expect(strange).toMatchObject({ type: "unknown", occurredAt: null, payload: batch[0] });
  expect(known).toMatchObject({ id: "ZXZlbnQtMQ", type: "bounce", payload: batch[1] });
  expect(strange && (await provider.normalise(strange))).toEqual({ ok: true, changes: [] });
});

test.each([{}, [], null, [null], sendgridBatch("open", { sg_event_id: null }), sendgridBatch("")])(
  "knows no event in %o",
  (body) => {
    expect(provider.identify(body)).toBeNull();
  },
);

test("a batch of 768 kB may hold more events than other senders' bodies", () => {
  const [event] = sendgridBatch("open");
  const smallest = JSON.stringify({ ...event, "smtp-id": undefined, sg_message_id: undefined });
  expect(provider.eventLimit).toBeGreaterThan(768_000 / smallest.length);
});

test.each([
  ["bounce", {}, "bounced", 1],
  ["bounce", { type: "bounce" }, "bounced", 1],
  ["dropped", { reason: "Bounced Address" }, "bounced", 1],
  ["dropped", { reason: "Invalid" }, "bounced", 1],
  ["dropped", { reason: "Unsubscribed Address" }, "unsubscribed", 2],
  ["dropped", { reason: "Spam Reporting Address" }, "unsubscribed", 2],
  ["spamreport", {}, "unsubscribed", 2],
  ["unsubscribe", {}, "unsubscribed", 2],
  ["group_unsubscribe", { asm_group_id: 10 }, "unsubscribed", 2],
])("%s with %o says that the contact isn't to be written to", async (event, fields, email_status, rank) => {
  expect(await changesOf(provider, sendgridBatch(event, fields))).toStrictEqual([
    { kind: "contact", at, rank, email: "jane@example.com", email_status },
  ]);
});

test.each([
  ["bounce", { type: "blocked" }],
  ["dropped", { reason: "Recipient List over Package Quota" }],
  ["dropped", { reason: "Invalid SMTPAPI header" }],
  ["dropped", {}],
  ["group_resubscribe", {}],
  ["delivered", {}],
  ["open", {}],
  ["click", {}],
  ["deferred", {}],
  ["constructor", {}],
])("%s with %o is kept and says nothing", async (event, fields) => {
  expect(await changesOf(provider, sendgridBatch(event, fields))).toEqual([]);
});

test.each([
  [{ timestamp: undefined }, "missing-field", "timestamp"],
  [{ email: undefined }, "missing-field", "email"],
  [{ email: "jane" }, "invalid-field", "email"],
])("a bounce with %o can't be applied", async (fields, code, field) => {
  expect(await problemOf(provider, sendgridBatch("bounce", fields))).toEqual({ code, field });
});
