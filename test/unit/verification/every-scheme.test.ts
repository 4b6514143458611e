import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Delivery } from "../../../shared/verification/types.ts";
import { schemeOf } from "../../support/vector-scheme.ts";
import { recordedFetch, type Vector, vectorFiles } from "../../support/vectors.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

function withoutNames(header: string): string {
  return header.replace(/(^|[,;])[A-Za-z0-9_-]+(?==.)/g, "$1");
}

const latin1 = fc.string({
  unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
});

describe.each(vectorFiles())("$provider", (file) => {
  const { provider, vectors, recorded } = file;
  const accepted = vectors.filter(({ result }) => result === "accepted");
  const genuine = vectorNamed("genuine");

  beforeEach(() => {
    vi.stubGlobal("fetch", recordedFetch(recorded));
  });

  function vectorNamed(id: string): Vector {
    const vector = vectors.find((candidate) => candidate.id === id);
    if (vector === undefined) throw new Error(`test/vectors/${provider}.json has no vector "${id}".`);
    return vector;
  }

  async function verdictOn({ delivery, keys, now }: Vector, change: Partial<Delivery> = {}) {
    return (await schemeOf(file))({ ...delivery, ...change }, keys, now);
  }

  /** The headers without which the delivery isn't accepted, but for the one that says how to read the body. */
  async function credentialHeaders(vector: Vector): Promise<readonly string[]> {
    const names: string[] = [];
    for (const header of vector.delivery.headers.keys()) {
      if (header === "content-type") continue;
      const headers = new Headers(vector.delivery.headers);
      headers.delete(header);
      if (!(await verdictOn(vector, { headers })).ok) names.push(header);
    }
    return names;
  }

  function withHeader({ delivery }: Vector, header: string, value: string): Partial<Delivery> {
    const headers = new Headers(delivery.headers);
    headers.set(header, value);
    return { headers };
  }

  test("most vectors are refusals, and the first of them all is accepted", () => {
    expect(vectors[0]).toBe(genuine);
    expect(genuine.result).toBe("accepted");
    expect(accepted.length).toBeLessThan(vectors.length);
  });

  test("rejects when it is called without a key, with a blank one or without a time", async () => {
    await expect(verdictOn({ ...genuine, keys: [] })).rejects.toThrow(TypeError);
    await expect(verdictOn({ ...genuine, keys: [...genuine.keys, " "] })).rejects.toThrow(TypeError);
    await expect(verdictOn({ ...genuine, now: new Date(Number.NaN) })).rejects.toThrow(TypeError);
  });

  test.each(accepted)(
    "$id: refuses any header that is empty, over-long or not ASCII as malformed",
    async (vector) => {
      const malformed = { ok: false, reason: "malformed-credential" };
      for (const header of await credentialHeaders(vector)) {
        const value = vector.delivery.headers.get(header) ?? "";
        for (const wrong of [
          "",
          `${value}é`,
          `\u00a0${value}x`,
          value.padEnd(5000, "0"),
          "0".repeat(65_536),
        ]) {
          expect(await verdictOn(vector, withHeader(vector, header, wrong))).toEqual(malformed);
        }
      }
    },
  );

  test.each(accepted)("$id: refuses junk around a header's value", async (vector) => {
    for (const header of await credentialHeaders(vector)) {
      const value = vector.delivery.headers.get(header) ?? "";
      for (const wrong of [`junk ${value}`, `${value} junk`, `"${value}"`]) {
        expect(await verdictOn(vector, withHeader(vector, header, wrong))).toMatchObject({ ok: false });
      }
    }
  });

  test("refuses a body that was cut, lengthened or changed in one bit, if it refuses one that was changed in one byte", async () => {
    if (vectorNamed("one-byte-changed").result === "accepted") return;
    const { body } = genuine.delivery;
    const flipped = body.map((byte, index) => (index === body.length >> 1 ? byte ^ 1 : byte));
    for (const changed of [
      body.slice(0, -1),
      body.slice(1),
      Uint8Array.of(...body, 0),
      flipped,
      new Uint8Array(),
    ]) {
      expect(await verdictOn(genuine, { body: changed })).toMatchObject({ ok: false });
    }
  });

  test("never throws for, and never accepts, a header that was edited anywhere", async () => {
    const names = await credentialHeaders(genuine);
    if (names.length === 0) return;
    const edit = fc.record({ header: fc.constantFrom(...names), at: fc.nat(), cut: fc.nat(3), put: latin1 });
    await fc.assert(
      fc.asyncProperty(edit, async ({ header, at, cut, put }) => {
        const value = genuine.delivery.headers.get(header) ?? "";
        const start = at % (value.length + 1);
        const edited = value.slice(0, start) + put + value.slice(start + cut);
        // Where fields are read by position, their names are free.
        fc.pre(withoutNames(edited) !== withoutNames(value));
        expect(await verdictOn(genuine, withHeader(genuine, header, edited))).toMatchObject({ ok: false });
      }),
    );
  });

  test("never throws for, and never accepts, what anybody can make up", async () => {
    const names = await credentialHeaders(genuine);
    const madeUp = fc.record({
      values: fc.array(latin1, { minLength: names.length, maxLength: names.length }),
      body: fc.uint8Array(),
      tokens: fc.array(fc.string(), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(madeUp, async ({ values, body, tokens }) => {
        const headers = new Headers(names.map((header, index) => [header, values[index] ?? ""]));
        const query = tokens.map((token) => `token=${encodeURIComponent(token)}`).join("&");
        const url = `${genuine.delivery.url.split("?")[0] ?? ""}?${query}`;
        expect(await verdictOn(genuine, { headers, body, url })).toMatchObject({ ok: false });
      }),
    );
  });
});
