import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-slack/provider.ts";
import { changesOf } from "../../support/normalising.ts";

const kept = {
  team_id: "T1",
  type: "event_callback",
  event: { type: "app_mention", text: "hi" },
  event_id: "Ev1",
  event_time: 1_799_999_999,
};
const mention = { token: "a-token", ...kept };
const command = {
  token: "a-token",
  command: "/lead",
  trigger_id: "1.2.a",
  response_url: "https://x.test",
  text: "",
};

describe("identify", () => {
  test("takes an event's id, type and time, and keeps it without the token", () => {
    expect(provider.identify(mention)).toEqual([
      { id: "Ev1", type: "app_mention", occurredAt: "2027-01-15T07:59:59Z", payload: kept },
    ]);
  });

  test("takes a slash command, and keeps it without the address at which anybody may answer", () => {
    expect(provider.identify(command)).toEqual([
      {
        id: "1.2.a",
        type: "slash_command",
        occurredAt: null,
        payload: { command: "/lead", trigger_id: "1.2.a", text: "" },
      },
    ]);
    expect(
      provider.identify({ type: "block_actions", trigger_id: "1.2.a", response_urls: [] }),
    ).toMatchObject([
      { id: "1.2.a", type: "block_actions", payload: { type: "block_actions", trigger_id: "1.2.a" } },
    ]);
  });

  test("takes what says that events were left out", () => {
    const limited = {
      token: "x",
      type: "app_rate_limited",
      team_id: "T1",
      minute_rate_limited: 1_799_999_940,
    };
    expect(provider.identify(limited)).toMatchObject([
      { id: expect.stringMatching(/^[0-9a-f]{64}$/) as string, occurredAt: "2027-01-15T07:59:00Z" },
    ]);
  });

  test("takes a dialog that was closed, which has no trigger, once for each view", () => {
    const idOf = (id: string) => provider.identify({ type: "view_closed", view: { id } })?.[0]?.id;
    expect(provider.identify({ type: "view_closed", token: "x", view: { id: "V1" } })).toMatchObject([
      { type: "view_closed", payload: { type: "view_closed", view: { id: "V1" } } },
    ]);
    expect(idOf("V1")).toBe(idOf("V1"));
    expect(idOf("V1")).not.toBe(idOf("V2"));
  });

  test.each([{}, [], null, "x", { ...mention, event_id: "" }, { ...command, trigger_id: undefined }])(
    "knows no event in %o",
    (body) => {
      expect(provider.identify(body)).toBeNull();
    },
  );
});

describe("handshake", () => {
  test("answers the challenge", () => {
    const body = { token: "a-token", challenge: "3eZbrw1aB10F", type: "url_verification" };
    expect(provider.handshake(body)).toEqual({ challenge: "3eZbrw1aB10F" });
  });

  test("answers that our certificate is in order by answering", () => {
    expect(provider.handshake({ token: "a-token", ssl_check: "1" })).toEqual({});
  });

  test.each([
    mention,
    { ssl_check: "0" },
    { challenge: "x" },
    { type: "url_verification" },
    { type: "url_verification", challenge: 1 },
    { type: "url_verification", challenge: "x".repeat(1001) },
    null,
  ])("takes %o for no challenge", (body) => {
    expect(provider.handshake(body)).toBeNull();
  });
});

test("who gives a slash command is shown nothing", () => {
  expect(provider.answer.body).toBe("");
});

test.each([mention, command])("%o is kept and says nothing", async (body) => {
  expect(await changesOf(provider, body)).toEqual([]);
});
