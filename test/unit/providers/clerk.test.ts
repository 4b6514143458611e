import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-clerk/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { clerkEvent, user } from "../../support/payloads/clerk.ts";

const headers = { "svix-id": "msg_1" };
const identities = [{ scope: "clerk:user", value: "user_1" }];
const jane = {
  kind: "contact",
  at: "2027-01-15T07:59:58Z",
  email: "jane@example.com",
  identities,
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
};

test("takes the id that was signed, and the body's type and time", () => {
  const body = clerkEvent("user.created", user("jane@example.com"));
  expect(provider.identify(body, { headers: new Headers(headers) })).toEqual([
    { id: "msg_1", type: "user.created", occurredAt: "2027-01-15T07:59:58.344Z", payload: body },
  ]);
});

test.each([
  ["user.created", 0],
  ["user.updated", 1],
])("%s is the contact with the primary address", async (type, rank) => {
  const body = clerkEvent(type, user("jane@example.com"));
  expect(await changesOf(provider, body, headers)).toStrictEqual([{ ...jane, rank }]);
});

test("the primary number is the contact's", async () => {
  const phone_numbers = [{ id: "idn_3", phone_number: "+15550100001" }];
  const data = user("jane@example.com", { phone_numbers, primary_phone_number_id: "idn_3" });
  expect(await changesOf(provider, clerkEvent("user.updated", data), headers)).toStrictEqual([
    { ...jane, rank: 1, phone: "+15550100001", phone_sent: "+15550100001" },
  ]);
});

test.each([
  ["isn't verified", { status: "unverified" }],
  ["isn't chosen", { primary_email_address_id: null }],
  ["isn't there", { email_addresses: [] }],
])("an address that %s is no identity", async (_, fields) => {
  const body = clerkEvent("user.created", user("jane@example.com", fields));
  const { email, ...nameless } = jane;
  expect(email).toBeDefined();
  expect(await changesOf(provider, body, headers)).toStrictEqual([{ ...nameless, rank: 0 }]);
});

test("a user without a time of their own is dated by the event", async () => {
  const body = clerkEvent("user.updated", user("jane@example.com", { updated_at: undefined }));
  expect(await changesOf(provider, body, headers)).toMatchObject([{ at: "2027-01-15T07:59:58.344Z" }]);
});

test.each(["user.deleted", "session.created", "constructor"])("%s is kept and says nothing", async (type) => {
  expect(await changesOf(provider, clerkEvent(type, user("jane@example.com")), headers)).toEqual([]);
});

test("a user without an id, or a time, can't be applied", async () => {
  const nobody = clerkEvent("user.created", user("jane@example.com", { id: null }));
  expect(await problemOf(provider, nobody, headers)).toEqual({ code: "missing-field", field: "data.id" });
  const undated = {
    ...clerkEvent("user.created", user("jane@example.com", { updated_at: undefined })),
    timestamp: undefined,
  };
  expect(await problemOf(provider, undated, headers)).toEqual({
    code: "missing-field",
    field: "data.updated_at",
  });
});
