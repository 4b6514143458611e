import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-zoho-sign/provider.ts";
import { changesOf } from "../../support/normalising.ts";

const notifications = {
  operation_type: "RequestSigningSuccess",
  performed_at: 1_799_999_990_123,
  performed_by_email: "jane@example.com",
};
const signed = { requests: { request_id: "2000002608127" }, notifications };

test("an event is told by who did what to which request, and when", () => {
  const [event] = provider.identify(signed) ?? [];
  expect(event).toMatchObject({
    type: "RequestSigningSuccess",
    occurredAt: "2027-01-15T07:59:50.123Z",
    payload: signed,
  });
  const others = [
    { ...signed, requests: { request_id: "1" } },
    { ...signed, notifications: { ...notifications, operation_type: "RequestViewed" } },
    { ...signed, notifications: { ...notifications, performed_at: 0 } },
    { ...signed, notifications: { ...notifications, performed_by_email: "zoe@example.com" } },
  ];
  const ids = others.map((other) => provider.identify(other)?.[0]?.id);
  expect(new Set([event?.id, ...ids]).size).toBe(5);
});

test.each([{}, [], null, { notifications }, { ...signed, notifications: {} }])(
  "knows no event in %o",
  (body) => {
    expect(provider.identify(body)).toBeNull();
  },
);

test("a signature is kept and says nothing", async () => {
  expect(await changesOf(provider, signed)).toEqual([]);
});
