import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-resend/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { resendEvent } from "../../support/payloads/resend.ts";

const headers = { "svix-id": "msg_1" };
const at = "2027-01-15T07:59:58.344Z";

test("takes the id that was signed, and the body's type and time", () => {
  const body = resendEvent("email.bounced");
  expect(provider.identify(body, { headers: new Headers(headers) })).toEqual([
    { id: "msg_1", type: "email.bounced", occurredAt: at, payload: body },
  ]);
});

test.each([
  ["email.bounced", {}, "bounced"],
  ["email.bounced", { bounce: { type: "Permanent" } }, "bounced"],
  ["email.bounced", { to: "jane@example.com" }, "bounced"],
  ["email.complained", {}, "unsubscribed"],
])("%s with %o says that the contact isn't to be written to", async (type, data, email_status) => {
  expect(await changesOf(provider, resendEvent(type, data), headers)).toStrictEqual([
    { kind: "contact", at, email: "jane@example.com", email_status },
  ]);
});

test.each([
  ["email.bounced", { bounce: { type: "Transient" } }],
  ["email.bounced", { to: ["jane@example.com", "zoe@example.com"] }],
  ["email.complained", { to: [] }],
  ["email.delivered", {}],
  ["email.sent", {}],
  ["constructor", {}],
])("%s with %o is kept and says nothing", async (type, data) => {
  expect(await changesOf(provider, resendEvent(type, data), headers)).toEqual([]);
});

test("an event that should be mapped and isn't dated can't be applied", async () => {
  const body = resendEvent("email.bounced", {}, "yesterday");
  expect(await problemOf(provider, body, headers)).toEqual({ code: "missing-field", field: "created_at" });
});
