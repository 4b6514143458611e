import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-zoho-crm/provider.ts";
import { changesOf, problemOf } from "../../support/normalising.ts";
import { crmNotification, workflowWebhook } from "../../support/payloads/zoho.ts";

const at = "2027-01-15T07:59:58Z";
const jane = {
  kind: "contact",
  at,
  email: "jane@example.com",
  identities: [{ scope: "zoho-crm:contact", value: "5725767000003000010" }],
  full_name: "Jane Doe",
  given_name: "Jane",
  family_name: "Doe",
  phone: "+15550100001",
  phone_sent: "+15550100001",
};

describe("identify", () => {
  test("tells a workflow's webhook by record, event and time", () => {
    const body = workflowWebhook();
    const [event] = provider.identify(body) ?? [];
    expect(event).toMatchObject({ type: "contact.updated", occurredAt: at, payload: body });
    const others = [
      workflowWebhook({ record_id: "1" }),
      workflowWebhook({ module: "Leads" }),
      workflowWebhook({ event: "x" }),
      workflowWebhook({ Modified_Time: "2027-01-15T08:59:59+01:00" }),
    ];
    const ids = others.map((other) => provider.identify(other)?.[0]?.id);
    expect(new Set([event?.id, ...ids]).size).toBe(5);
    expect(provider.identify(workflowWebhook({ Email: "x" }))?.[0]?.id).toBe(event?.id);
  });

  test("tells a notification by all that it names, and keeps it without the token", () => {
    const [event] = provider.identify(crmNotification()) ?? [];
    expect(event).toMatchObject({ type: "Contacts.update", occurredAt: "2027-01-15T07:59:59.625Z" });
    expect(event?.payload).toEqual({ ...crmNotification(), token: undefined });
    expect(event?.payload).not.toHaveProperty("token");
    const reordered = crmNotification({ ids: [...crmNotification().ids].reverse() });
    expect(provider.identify(reordered)?.[0]?.id).toBe(event?.id);
    expect(provider.identify(crmNotification({ ids: ["1"] }))?.[0]?.id).not.toBe(event?.id);
  });

  test.each([{}, [], null, crmNotification({ ids: [] }), workflowWebhook({ record_id: undefined })])(
    "knows no event in %o",
    (body) => {
      expect(provider.identify(body)).toBeNull();
    },
  );
});

test.each([
  ["Contacts", "zoho-crm:contact"],
  ["Leads", "zoho-crm:lead"],
])("a workflow's record of %s is a contact", async (module, scope) => {
  const identities = [{ scope, value: "5725767000003000010" }];
  expect(await changesOf(provider, workflowWebhook({ module }))).toStrictEqual([{ ...jane, identities }]);
});

test("a record without an address is told by its id", async () => {
  expect(await changesOf(provider, workflowWebhook({ Email: null }))).toMatchObject([
    { identities: jane.identities, full_name: "Jane Doe" },
  ]);
});

test.each([workflowWebhook({ module: "Deals", Amount: 1200 }), crmNotification()])(
  "%o is kept and says nothing",
  async (body) => {
    expect(await changesOf(provider, body)).toEqual([]);
  },
);

test("a record without the time of its change can't be applied", async () => {
  expect(await problemOf(provider, workflowWebhook({ Modified_Time: "yesterday" }))).toEqual({
    code: "invalid-field",
    field: "Modified_Time",
  });
});
