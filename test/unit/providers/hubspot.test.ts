import { describe, expect, test } from "vitest";
import { provider } from "../../../functions/webhook-hubspot/provider.ts";
import { changesOf } from "../../support/normalising.ts";
import { readVectorFile } from "../../support/vectors.ts";

const creation = {
  eventId: 100,
  subscriptionId: 12345,
  occurredAt: 1_799_999_990_945,
  subscriptionType: "contact.creation",
  attemptNumber: 0,
  objectId: 123,
};

describe("identify", () => {
  test("takes every item of a batch as an event of its own, told by all that tells it apart", () => {
    const batch = [
      creation,
      { ...creation, attemptNumber: 3 },
      { ...creation, eventId: 101 },
      { ...creation, subscriptionId: 1 },
      { ...creation, objectId: 124 },
      { ...creation, occurredAt: 0 },
    ];
    const events = provider.identify(batch) ?? [];
    expect(events[0]).toMatchObject({
      type: "contact.creation",
      occurredAt: "2027-01-15T07:59:50.945Z",
      payload: creation,
    });
    expect(events[1]?.id).toBe(events[0]?.id);
    expect(new Set(events.map(({ id }) => id)).size).toBe(5);
  });

  test("takes a change of an association, which names two objects and happened to none of them alone", () => {
    const { objectId, ...common } = creation;
    const change = {
      ...common,
      subscriptionType: "contact.associationChange",
      fromObjectId: objectId,
      toObjectId: 7,
    };
    const events = provider.identify([
      creation,
      change,
      { ...change, attemptNumber: 1 },
      { ...change, toObjectId: 8 },
    ]);
    expect(events?.map(({ type }) => type)).toEqual([
      "contact.creation",
      ...Array<string>(3).fill("contact.associationChange"),
    ]);
    const [, first, again, other] = events ?? [];
    expect(again?.id).toBe(first?.id);
    expect(other?.id).not.toBe(first?.id);
  });

  test("takes an item that names no object, so that it doesn't keep its batch from being taken", () => {
    const events = provider.identify([{ ...creation, objectId: null }, creation]) ?? [];
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  test("takes what can't be told from others as unknown, so that it doesn't cost the rest of its batch", () => {
    const strange = [{ ...creation, eventId: undefined }, null, { ...creation, eventId: undefined }];
    const [known, ...unknown] = provider.identify([creation, ...strange]) ?? [];
    expect(known?.type).toBe("contact.creation");
    expect(unknown.map(({ type, payload }) => [type, payload])).toEqual(
      strange.map((payload) => ["unknown", payload]),
    );
    expect(new Set(unknown.map(({ id }) => id)).size).toBe(2);
  });

  test.each([[], {}, null, [null], [{ ...creation, eventId: undefined }]])("knows no event in %o", (body) => {
    expect(provider.identify(body)).toBeNull();
  });
});

test("what it tells is kept and says nothing, for a contact's data would have to be fetched", async () => {
  expect(await changesOf(provider, [creation])).toEqual([]);
});

describe("the signatures of before version 3", () => {
  const [genuine] = readVectorFile("hubspot").vectors;
  if (!genuine) throw new Error("HubSpot has vectors.");
  const { delivery, keys, now } = genuine;
  // By HubSpot's own library; test/unit/verification/prefixed-hash.test.ts has them too.
  const signature = "715b6d07e3a1a5f7326f241b7c55fa792df6650333387f59f0aacd47e27b048f";
  const former = {
    ...delivery,
    headers: new Headers({ "X-HubSpot-Signature": signature, "X-HubSpot-Signature-Version": "v1" }),
  };

  test("are refused unless they are switched on", async () => {
    const refused = { ok: false, reason: "missing-credential" };
    expect(await provider.scheme(former, keys, now)).toEqual(refused);
    expect(await provider.configureScheme({})(former, keys, now)).toEqual(refused);
    const switchedOff = provider.configureScheme({ HUBSPOT_FORMER_SIGNATURES: "refuse" });
    expect(await switchedOff(former, keys, now)).toEqual(refused);
    const switchedOn = provider.configureScheme({ HUBSPOT_FORMER_SIGNATURES: "accept" });
    expect(await switchedOn(former, keys, now)).toEqual({ ok: true });
    expect(await switchedOn(delivery, keys, now)).toEqual({ ok: true });
  });

  test("make up for no signature of version 3 that is wrong", async () => {
    const headers = new Headers(former.headers);
    headers.set("X-HubSpot-Signature-v3", btoa("x".repeat(32)));
    headers.set("X-HubSpot-Request-Timestamp", String(now.getTime()));
    const scheme = provider.configureScheme({ HUBSPOT_FORMER_SIGNATURES: "accept" });
    expect(await scheme({ ...former, headers }, keys, now)).toEqual({ ok: false, reason: "mismatch" });
  });

  test("are switched by a word that is known, or the function doesn't start", () => {
    expect(() => provider.configureScheme({ HUBSPOT_FORMER_SIGNATURES: "yes" })).toThrow(
      "HUBSPOT_FORMER_SIGNATURES",
    );
  });
});
