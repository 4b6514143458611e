import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-vapi/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { callReport, statusUpdate } from "../../support/payloads/vapi.ts";

const jane = {
  kind: "contact",
  at: "2027-01-15T07:59:59.123Z",
  email: "jane@example.com",
  identities: [{ scope: "vapi:phone", value: "+15550100001" }],
  full_name: "Jane Doe",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};

test.each([
  [callReport(), "call-1:end-of-call-report"],
  [statusUpdate("ringing"), "call-1:status-update:ringing"],
  [callReport({ type: "tool-calls" }), "call-1:tool-calls:1799999999123"],
  [
    callReport({ type: "chat.created", call: undefined, chat: { id: "chat-1" } }),
    "chat-1:chat.created:1799999999123",
  ],
  [
    callReport({ type: "session.updated", call: null, session: { id: "session-1" } }),
    "session-1:session.updated:1799999999123",
  ],
])("tells the messages of a call apart: %#", (body, id) => {
  expect(provider.identify(body)).toMatchObject([{ id, type: body.message.type, payload: body }]);
});

test.each([
  ["no call", callReport({ call: null })],
  ["no type", callReport({ type: undefined })],
  ["no status", statusUpdate("ringing", { status: null })],
  ["nothing that tells it from others", callReport({ type: "speech-update", timestamp: undefined })],
])("knows no event in a message with %s", (_, body) => {
  expect(provider.identify(body)).toBeNull();
});

test("the report of a call is the caller, and how the call ended", async () => {
  expect(await changesOf(provider, callReport())).toStrictEqual([
    jane,
    {
      kind: "engagement",
      at: "2027-01-15T07:59:59.123Z",
      rank: 99,
      external_id: "call-1",
      engagement_kind: "call",
      status: "customer-ended-call",
      occurred_at: "2027-01-15T07:59:00Z",
    },
  ]);
});

test("a report without a time of its own is dated by the call's end", async () => {
  const [, call] = await changesOf(provider, callReport({ timestamp: undefined }));
  expect(call).toMatchObject({ at: "2027-01-15T07:59:00Z" });
});

test.each([
  ["queued", 11],
  ["ringing", 12],
  ["in-progress", 13],
  ["ended", 15],
  ["on-hold", 1],
])("a call that is %s ranks %i among its statuses", async (status, rank) => {
  expect(await changesOf(provider, statusUpdate(status))).toMatchObject([
    { kind: "contact", phone: "+15550100001" },
    { external_id: "call-1", engagement_kind: "call", status, rank, at: "2027-01-15T07:59:50.123Z" },
  ]);
});

test("why a call ended is told as a slug", async () => {
  const endedReason = "call.in-progress.error-vapifault-openai";
  const [, call] = await changesOf(provider, statusUpdate("ended", { endedReason }));
  expect(call).toMatchObject({ status: "call-in-progress-error-vapifault-openai" });
});

test("a number that can't be read is nobody's, and a call without one is a call all the same", async () => {
  expect(await changesOf(provider, statusUpdate("ringing", { customer: { number: "anonymous" } }))).toEqual([
    expect.objectContaining({ kind: "engagement" }),
  ]);
  expect(await changesOf(provider, statusUpdate("ringing", { customer: null }))).toHaveLength(1);
});

test("the customer may be told of inside of the call", async () => {
  const body = callReport({ customer: null, call: { id: "call-1", customer: { number: "949-555-0100" } } });
  expect(await changesOf(provider, body)).toMatchObject([
    { identities: [{ scope: "vapi:phone", value: "+19495550100" }], phone_sent: "949-555-0100" },
    {},
  ]);
});

test.each([
  "assistant-request",
  "tool-calls",
  "transfer-destination-request",
  "knowledge-base-request",
  "hang",
])("%s is kept and says nothing", async (type) => {
  expect(await changesOf(provider, callReport({ type }))).toEqual([]);
});

test("a status whose time isn't known can't be applied", async () => {
  const body = statusUpdate("ringing", { timestamp: undefined });
  expect(await problemOf(provider, body)).toEqual({ code: "missing-field", field: "message.timestamp" });
});
