import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-svix/provider.ts";
import { changesOf } from "../../support/normalising.ts";

test("speaks the vocabulary of Standard Webhooks under Svix's headers", async () => {
  const timestamp = "2027-01-15T07:59:58Z";
  const body = { type: "contact.created", timestamp, data: { email: "jane@example.com" } };
  const headers = { "svix-id": "msg_1" };
  expect(provider.identify(body, { headers: new Headers(headers) })).toMatchObject([{ id: "msg_1" }]);
  expect(await changesOf(provider, body, headers)).toStrictEqual([
    { kind: "contact", at: timestamp, rank: 0, email: "jane@example.com" },
  ]);
});
