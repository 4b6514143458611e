import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hmac } from "../../../shared/verification/hmac.ts";
import { hmacMatches } from "../../../shared/verification/hmac-matches.ts";
import { oncePerKeys } from "../../../shared/verification/once-per-keys.ts";

const hashes = ["sha1", "sha256", "sha512"] as const;
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }));
// A block is 64 or 128 bytes: a key may be shorter, as long, or longer.
const someKey = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(63, 64, 65, 127, 128, 129).map((length) => new Uint8Array(length).fill(0xa7)),
);
const someParts = fc.array(fc.oneof(text, fc.uint8Array({ maxLength: 300 })), { maxLength: 4 });

describe.each(hashes)("HMAC with %s", (hash) => {
  test("agrees with the runtime's own, for keys of any length and messages in any parts", () => {
    fc.assert(
      fc.property(someKey, someParts, (key, parts) => {
        const expected = createHmac(hash, key);
        for (const part of parts) expected.update(part);
        expect(hmac(hash, key)(parts)).toEqual(expected.digest());
      }),
    );
  });

  test("keeps nothing of one message for the next", () => {
    const under = hmac(hash, "key");
    const first = under(["message"]);
    under(["another"]);
    expect(under(["message"])).toEqual(first);
  });
});

describe("keys that are prepared once", () => {
  test("belong to their hash and their list, not to what was verified first", () => {
    const [keys, others] = [["key"], ["other"]];
    for (const hash of hashes) {
      const mac = createHmac(hash, "key").update("message").digest();
      expect(hmacMatches(hash, keys, ["message"], [mac])).toBe(true);
      expect(hmacMatches(hash, others, ["message"], [mac])).toBe(false);
      expect(hmacMatches(hash, keys, ["message"], [mac])).toBe(true);
    }
  });

  test("are prepared again only for another list", () => {
    const seen: unknown[] = [];
    const prepare = oncePerKeys((keys: readonly string[]) => ({ index: seen.push(keys) }));
    const keys = ["key"];
    expect(prepare(keys)).toBe(prepare(keys));
    expect(prepare(["key"])).not.toBe(prepare(keys));
    expect(seen).toEqual([["key"], ["key"]]);
  });

  test("that can't be prepared are refused every time", () => {
    const prepare = oncePerKeys(() => {
      throw new TypeError("A key is not base64.");
    });
    const keys = ["key"];
    expect(() => prepare(keys)).toThrow(TypeError);
    expect(() => prepare(keys)).toThrow(TypeError);
  });
});
