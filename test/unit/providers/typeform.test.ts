import { expect, test } from "vitest";
import { provider } from "../../../functions/webhook-typeform/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { typeformEvent } from "../../support/payloads/typeform.ts";

const at = "2027-01-15T07:59:58Z";
const jane = {
  kind: "contact",
  at,
  email: "jane@example.com",
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};
const registration = {
  kind: "registration",
  at,
  external_id: "a3a12ec67a1365927098a606107fac15",
  registration_kind: "form",
  status: "active",
  title: "Apply",
  occurred_at: at,
};

test("an event is told by its id", () => {
  const body = typeformEvent("form_response");
  expect(provider.identify(body)).toEqual([
    { id: "01GZZ5H7E1S3WQ8ZB1X2C3D4E5", type: "form_response", occurredAt: at, payload: body },
  ]);
  expect(provider.identify({ event_id: "1" })).toBeNull();
});

test("a form that was filled in is a registration of whom it names", async () => {
  expect(await changesOf(provider, typeformEvent("form_response"))).toStrictEqual([jane, registration]);
});

test("of several addresses the first counts", async () => {
  const answers = ["ada@example.com", "jane@example.com"].map((email) => ({ type: "email", email }));
  expect(await changesOf(provider, typeformEvent("form_response", { answers }))).toStrictEqual([
    { kind: "contact", at, email: "ada@example.com" },
    registration,
  ]);
});

test.each([
  { answers: [] },
  { answers: undefined },
  { answers: "none" },
  { answers: [null, { type: "email", email: "jane" }] },
])("a form with %o was filled in by nobody we know", async (fields) => {
  expect(await changesOf(provider, typeformEvent("form_response", fields))).toStrictEqual([registration]);
});

test("a form whose questions are not sent still tells the address", async () => {
  const [contact] = await changesOf(provider, typeformEvent("form_response", { definition: undefined }));
  expect(contact).toStrictEqual({
    kind: "contact",
    at,
    email: "jane@example.com",
    phone: "+15550100001",
    phone_sent: "+15550100001",
  });
});

test.each(["form_response_partial", "constructor"])("%s is kept and says nothing", async (type) => {
  expect(await changesOf(provider, typeformEvent(type))).toEqual([]);
});

test.each([
  [{ token: undefined }, "missing-field", "form_response.token"],
  [{ submitted_at: undefined }, "missing-field", "form_response.submitted_at"],
  [{ submitted_at: "yesterday" }, "missing-field", "form_response.submitted_at"],
])("a form with %o can't be applied", async (fields, code, field) => {
  expect(await problemOf(provider, typeformEvent("form_response", fields))).toEqual({ code, field });
});
