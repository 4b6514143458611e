import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { provider as hubspot } from "../../../functions/webhook-hubspot/provider.ts";
import { parseJsonBody } from "../../../shared/intake/json-body.ts";
import { parseExactJson } from "../../../shared/intake/parse-exact-json.ts";
import { identifier } from "../../../shared/mapping/fields.ts";

describe("a JSON text", () => {
  test("says what it says, where its numbers can be held", () => {
    const isHeld = (value: unknown) =>
      typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify([value, "0000000000000000"]);
        let areHeld = true;
        JSON.parse(text, (_, part: unknown) => (areHeld &&= isHeld(part)));
        fc.pre(areHeld);
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("says whole numbers to the last digit, as a number or as the text of it", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (whole) => {
        const { id } = Object(parseExactJson(`{"id":${whole},"pad":"0000000000000000"}`)) as { id: unknown };
        expect(String(id)).toBe(String(whole));
        expect(typeof id).toBe(Number.isSafeInteger(Number(whole)) ? "number" : "string");
      }),
    );
  });

  test.each([
    ["1.2345678901234567890", 1.234567890123456789],
    ["1e400", Infinity],
    ["12345678901234567890.5", 12345678901234567890.5],
    ['"12345678901234567890"', "12345678901234567890"],
  ])("is left as it is where it writes %s", (written, value) => {
    expect(parseExactJson(`[${written},"0000000000000000"]`)).toEqual([value, "0000000000000000"]);
  });

  test.each(["", "{", '{"a":01234567890123456789}', "NaN"])("that is %j is none", (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});

describe("an id beyond 2^53", () => {
  test("that a sender writes as a number is read to the last digit", () => {
    const body = parseJsonBody(new TextEncoder().encode('{"id":5725767000003000011}'));
    if (!body.ok) throw new Error("The body was refused.");
    expect(identifier.parse((body.json as { id: unknown }).id)).toBe("5725767000003000011");
  });

  test("is another one than its neighbour", async () => {
    const ids = await Promise.all(
      ["9007199254740992", "9007199254740993"].map(async (objectId) => {
        const text = `[{"eventId":1,"subscriptionId":2,"objectId":${objectId},"occurredAt":3,"subscriptionType":"t"}]`;
        const body = parseJsonBody(new TextEncoder().encode(text));
        return body.ok ? hubspot.identify(body.json)?.[0]?.id : undefined;
      }),
    );
    expect(ids[0]).toBeDefined();
    expect(ids[0]).not.toBe(ids[1]);
  });

  test("that was rounded before it got here is refused, not taken for another's", () => {
    expect(identifier.safeParse(9007199254740993000).success).toBe(false);
  });
});
