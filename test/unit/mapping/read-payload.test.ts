import { describe, expect, test } from "vitest";
import { z } from "zod/v3";
import { cleanText } from "../../../shared/mapping/clean-text.ts";
import {
  details,
  identifier,
  instant,
  reference,
  text,
  unixTime,
  word,
} from "../../../shared/mapping/fields.ts";
import { readPayload } from "../../../shared/mapping/read-payload.ts";

const schema = z.object({
  data: z.object({
    id: identifier,
    status: word,
    amount: z.number(),
    customer: reference,
    items: z.array(z.object({ price: z.number() })).optional(),
    person: details({ name: text, at: instant, since: unixTime }),
  }),
});

describe("a payload", () => {
  test("is read with ids as text, and without what is wrong and only describes", () => {
    const person = { name: 7, at: "2027-02-30T00:00:00Z", since: "1" };
    const data = { id: 17, status: null, amount: 1, customer: { id: "cus_1" }, person, more: true };
    expect(readPayload(schema, { data, more: 1 })).toEqual({
      ok: true,
      value: { data: { id: "17", status: null, amount: 1, customer: "cus_1", person: {} } },
    });
    expect(readPayload(schema, { data: { ...data, person: "Jane", customer: "" } })).toMatchObject({
      value: { data: { customer: undefined, person: undefined } },
    });
  });

  const data = { id: "1", amount: 1 };

  test.each([
    [{}, "missing-field", "data"],
    [{ data: null }, "missing-field", "data"],
    [{ data: "1" }, "invalid-field", "data"],
    [{ data: { amount: 1 } }, "missing-field", "data.id"],
    [{ data: { ...data, id: null } }, "missing-field", "data.id"],
    [{ data: { ...data, id: "" } }, "invalid-field", "data.id"],
    [{ data: { ...data, id: "a b" } }, "invalid-field", "data.id"],
    [{ data: { ...data, id: "\u0000" } }, "invalid-field", "data.id"],
    [{ data: { ...data, id: "i".repeat(256) } }, "invalid-field", "data.id"],
    [{ data: { ...data, id: 1e20 } }, "invalid-field", "data.id"],
    [{ data: { ...data, id: 1.5 } }, "invalid-field", "data.id"],
    [{ data: { ...data, amount: null } }, "missing-field", "data.amount"],
    [{ data: { ...data, amount: "1" } }, "invalid-field", "data.amount"],
    [{ data: { ...data, status: 1 } }, "invalid-field", "data.status"],
    [{ data: { ...data, customer: {} } }, "invalid-field", "data.customer"],
    [{ data: { ...data, items: [{ price: 1 }, {}] } }, "missing-field", "data.items.1.price"],
    [null, "missing-field", ""],
    ["text", "invalid-field", ""],
  ])("%o has a problem: %s %s", (payload, code, field) => {
    expect(readPayload(schema, payload)).toEqual({ ok: false, problem: { code, field } });
  });
});

test.each([
  [" Jane ", "Jane"],
  ["Zoë Ångström", "Zoë Ångström"],
  ["Jane\r\n\tDoe", "Jane Doe"],
  ["\u0000", undefined],
  ["\ud83d\ude00 and \ud83d", "\ud83d\ude00 and"],
  ["", undefined],
  [7, undefined],
  [null, undefined],
])("the text of %o is %o", (value, expected) => {
  expect(cleanText(value)).toBe(expected);
});

test("a text is cut between characters, never inside of one", () => {
  expect(cleanText("\ud83d\ude00".repeat(300))).toBe("\ud83d\ude00".repeat(255));
  expect(cleanText("\ud83d\ude00".repeat(3), 2)).toBe("\ud83d\ude00".repeat(2));
  expect(cleanText("ab cd", 3)).toBe("ab");
});
