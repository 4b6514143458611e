import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-instantly/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { instantlyEvent } from "../../support/payloads/instantly.ts";

const at = "2027-01-15T07:59:58.129Z";
const jane = {
  kind: "contact",
  at,
  email: "jane@example.com",
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
  phone: "+19495550100",
  phone_sent: "949-555-0100",
};
const engagement = {
  kind: "engagement",
  at,
  campaign: "c7c1103b-0000-4000-8000-000000000001",
  step: 2,
  occurred_at: at,
};

function idOf(body: unknown): string | undefined {
  return provider.identify(body)?.[0]?.id;
}

test("tells events apart by all that Instantly names them by", () => {
  const body = instantlyEvent("reply_received");
  expect(provider.identify(body)).toMatchObject([{ type: "reply_received", occurredAt: at, payload: body }]);
  const others = [
    instantlyEvent("email_sent"),
    ...[
      { campaign_id: "other" },
      { lead_email: "zoe@example.com" },
      { email_id: "mail-1" },
      { step: 3 },
      { variant: 2 },
      { timestamp: "2027-01-15T07:59:58.130Z" },
    ].map((fields) => instantlyEvent("reply_received", fields)),
  ];
  expect(new Set([body, ...others].map(idOf)).size).toBe(8);
  expect(idOf(instantlyEvent("reply_received", { reply_text: "Yes", firstName: "J." }))).toBe(idOf(body));
});

test.each([[{ event_type: "reply_received" }], [{ timestamp: at }], [[]], [null]])(
  "knows no event in %o",
  (body) => {
    expect(provider.identify(body)).toBeNull();
  },
);

test.each([
  ["reply_received", "reply-received"],
  ["auto_reply_received", "auto-reply-received"],
])("%s is a reply under the mail's id", async (type, status) => {
  const body = instantlyEvent(type, { email_id: "mail-1" });
  expect(await changesOf(provider, body)).toStrictEqual([
    jane,
    { ...engagement, external_id: "mail-1", engagement_kind: "reply", status },
  ]);
});

test.each([0.5, -1, 1001, "2"])("a step of %o is left out, and the reply kept", async (step) => {
  const [, reply] = await changesOf(provider, instantlyEvent("reply_received", { step }));
  expect(reply).not.toHaveProperty("step");
});

test.each([
  ["lead_interested", "interested"],
  ["lead_not_interested", "not-interested"],
  ["lead_neutral", "neutral"],
  ["lead_meeting_booked", "meeting-booked"],
  ["lead_meeting_completed", "meeting-completed"],
  ["lead_closed", "closed"],
  ["lead_out_of_office", "out-of-office"],
  ["lead_wrong_person", "wrong-person"],
  ["lead_no_show", "no-show"],
])("%s is a sign of interest", async (type, status) => {
  const body = instantlyEvent(type);
  expect(await changesOf(provider, body)).toStrictEqual([
    jane,
    { ...engagement, external_id: idOf(body), engagement_kind: "interest", status },
  ]);
});

test.each([
  ["email_bounced", "bounced"],
  ["lead_unsubscribed", "unsubscribed"],
])("%s says that the contact isn't to be written to", async (type, email_status) => {
  expect(await changesOf(provider, instantlyEvent(type))).toStrictEqual([{ ...jane, email_status }]);
});

test.each(["email_sent", "email_opened", "link_clicked", "campaign_completed", "Hot lead", "constructor"])(
  "%s is kept and says nothing",
  async (type) => {
    expect(await changesOf(provider, instantlyEvent(type))).toEqual([]);
  },
);

test("an event about nobody can't be applied", async () => {
  const body = instantlyEvent("lead_interested", { lead_email: null });
  expect(await problemOf(provider, body)).toEqual({ code: "missing-field", field: "lead_email" });
});

test("an event whose time can't be read can't be applied", async () => {
  const body = instantlyEvent("lead_interested", { timestamp: "yesterday" });
  expect(await problemOf(provider, body)).toEqual({ code: "invalid-field", field: "timestamp" });
});
