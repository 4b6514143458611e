import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-twilio/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { inboundMessage, statusCallback, streamedEvent } from "../../support/payloads/twilio.ts";

const undated = "1970-01-01T00:00:00Z";
const time = "2027-01-15T07:59:59Z";
const jane = {
  kind: "contact",
  at: undated,
  identities: [{ scope: "twilio:number", value: "+15550100001" }],
  phone: "+15550100001",
  phone_sent: "+15550100001",
};
const message = {
  kind: "engagement",
  at: undated,
  external_id: "SM00000000000000000000000000000001",
  engagement_kind: "message",
};
const reply = {
  kind: "engagement",
  at: undated,
  external_id: "SM00000000000000000000000000000002",
  engagement_kind: "reply",
};

const digest = /^[0-9a-f]{64}$/;

describe("identify", () => {
  test.each([
    [statusCallback("sent"), "SM00000000000000000000000000000001:sent", "message.sent"],
    [inboundMessage(), digest, "message.received"],
    [{ CallSid: "CA1", CallStatus: "completed" }, digest, "call.completed"],
    [{ CallSid: "CA1", CallStatus: "in-progress", SequenceNumber: "2" }, digest, "call.in-progress"],
  ])("tells a callback by what is signed", (body, id, type) => {
    expect(provider.identify(body)).toEqual([
      { id: expect.stringMatching(id) as string, type, occurredAt: null, payload: body },
    ]);
  });

  test.each([
    statusCallback("deliver", { MessageStatused: "SmsSidSM1" }),
    statusCallback("deliveredSmsSid"),
    { ...statusCallback("delivered"), MessageStatus: undefined, MessageS: "tatusdelivered" },
    { AccountSid: "AC1", CallSid: "CA1", CallStatus: "completedDirection" },
  ])("doesn't take a callback that was cut elsewhere for a status or a message: %o", (body) => {
    const sent: unknown = JSON.parse(JSON.stringify(body));
    const [event] = provider.identify(sent) ?? [];
    expect(event?.type).toBe("callback");
    expect(event?.id).toMatch(digest);
  });

  test.each([
    inboundMessage({ MessageSid: `${reply.external_id}NumMedia0`, NumMedia: undefined }),
    { ...statusCallback("delivered"), MessageSid: "SM1MessageStatusdelivered", MessageStatus: undefined },
  ])("takes no name that follows for a part of a message's SID: %o", (body) => {
    const sent: unknown = JSON.parse(JSON.stringify({ Body: "Hello", ...body }));
    expect(provider.identify(sent)).toMatchObject([{ type: "callback" }]);
  });

  test("tells any other callback by all of its fields, in whatever order and however they are cut", () => {
    const names = { AccountSid: "AC1", CallSid: "CA1", RecordingSid: "RE1" };
    const recording = { ...names, RecordingStatus: "completed" };
    const [event] = provider.identify(recording) ?? [];
    expect(event).toMatchObject({ type: "callback", occurredAt: null, payload: recording });
    const idOf = (body: object) => provider.identify(body)?.[0]?.id;
    expect(idOf({ RecordingStatus: "completed", ...names })).toBe(event?.id);
    expect(idOf({ ...names, RecordingStatuscom: "pleted" })).toBe(event?.id);
    expect(idOf({ ...recording, RecordingSid: "RE2" })).not.toBe(event?.id);
    const conference = { AccountSid: "AC1", ConferenceSid: "CF1", StatusCallbackEvent: "conference-end" };
    expect(provider.identify(conference)?.[0]?.type).toBe("conference-end");
  });

  test.each([
    { CallSid: "CA1", Digits: "1234" },
    { MessageSid: "" },
    { MessageSid: "SM1", MessageStatus: "{}" },
  ])("keeps a form that says nothing of what it is: %o", (body) => {
    expect(provider.identify(body)).toMatchObject([
      { id: expect.stringMatching(digest) as string, type: "callback" },
    ]);
  });

  test("takes every event of a stream as one of its own", () => {
    const first = streamedEvent("message.sent");
    const second = { ...streamedEvent("message.read"), id: "EZ2" };
    expect(provider.identify([first, second])).toEqual([
      { id: "EZ1", type: "com.twilio.messaging.message.sent", occurredAt: time, payload: first },
      { id: "EZ2", type: "com.twilio.messaging.message.read", occurredAt: time, payload: second },
    ]);
  });

  test.each([{}, [], [{}], null, "x", { AccountSid: "AC1", Digits: 1 }])("knows no event in %o", (body) => {
    expect(provider.identify(body)).toBeNull();
  });
});

test.each([
  ["accepted", 1],
  ["queued", 3],
  ["sent", 5],
  ["undelivered", 8],
  ["delivered", 9],
  ["read", 10],
])("a message that is %s is ranked by its stage, for callbacks aren't dated", async (status, rank) => {
  expect(await changesOf(provider, statusCallback(status))).toStrictEqual([
    jane,
    { ...message, rank, status },
  ]);
});

test.each([
  ["Yes, please", undefined, "received"],
  [" stop ", undefined, "stop"],
  ["UNSUBSCRIBE", undefined, "stop"],
  ["Stop it", undefined, "received"],
  ["Ende", "STOP", "stop"],
  ["Info", "HELP", "help"],
  ["", undefined, "received"],
])("a message %s is a reply, and says whether they want no more", async (Body, OptOutType, status) => {
  expect(await changesOf(provider, inboundMessage({ Body, OptOutType }))).toStrictEqual([
    jane,
    { ...reply, status },
  ]);
});

test("a number on a channel is the same person's", async () => {
  const body = inboundMessage({ From: "whatsapp:+15550100001", ProfileName: "Jane Doe" });
  expect(await changesOf(provider, body)).toStrictEqual([
    { ...jane, full_name: "Jane Doe" },
    { ...reply, status: "received" },
  ]);
});

test.each(["messenger:12345", "262966", "anonymous", undefined])(
  "a sender called %s is nobody we know",
  async (From) => {
    expect(await changesOf(provider, inboundMessage({ From }))).toStrictEqual([
      { ...reply, status: "received" },
    ]);
  },
);

describe("Event Streams", () => {
  test("date what they say", async () => {
    const sent = [streamedEvent("message.delivered", { messageStatus: "DELIVERED", to: "+15550100001" })];
    expect(await changesOf(provider, sent)).toStrictEqual([
      { ...jane, at: time },
      { ...message, external_id: "SM1", rank: 9, status: "delivered", occurred_at: time },
    ]);
    const received = [streamedEvent("inbound-message.received", { from: "+15550100001", body: "Hi" })];
    expect(await changesOf(provider, received)).toStrictEqual([
      { ...jane, at: time },
      { ...reply, external_id: "SM1", status: "received", occurred_at: time },
    ]);
  });

  test.each(["message.delivered", "inbound-message.received"])(
    "%s without a time can't be applied",
    async (type) => {
      expect(await problemOf(provider, [streamedEvent(type, {}, "yesterday")])).toEqual({
        code: "invalid-field",
        field: "time",
      });
    },
  );
});

test.each([
  { CallSid: "CA1", CallStatus: "completed", From: "+15550100001" },
  { AccountSid: "AC1", CallSid: "CA1", RecordingSid: "RE1", RecordingStatus: "completed" },
  statusCallback("constructor"),
  [streamedEvent("message.link-clicked")],
  [{ ...streamedEvent(""), type: "com.twilio.voice.insights.call-summary.complete" }],
])("%o is kept and says nothing", async (body) => {
  expect(await changesOf(provider, body)).toEqual([]);
});

test("what comes in is answered by TwiML that says nothing", () => {
  expect(provider.answer).toEqual({ contentType: "text/xml", body: "<Response/>" });
});
