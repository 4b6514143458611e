import fc from "fast-check";
import { expect, test } from "vitest";
import { storableJson } from "../../../shared/database/storable-json.ts";

const nul = "\u0000";
const replacement = "\ufffd";

test.each([
  ["U+0000", `a${nul}b`, `a${replacement}b`],
  ["a lone high surrogate", "a\ud83db", `a${replacement}b`],
  ["a lone low surrogate", "\ude00", replacement],
  ["two surrogates in the wrong order", "\ude00\ud83d", replacement + replacement],
  ["a pair", "\ud83d\ude00", "\ud83d\ude00"],
  ["a pair after a lone one", "\ud83d\ud83d\ude00", `${replacement}\ud83d\ude00`],
  ["another control character", "\u0001\u001f\n\t", "\u0001\u001f\n\t"],
  ["text about an escape", String.raw`\u0000 \ud800`, String.raw`\u0000 \ud800`],
  ["a backslash before U+0000", `\\${nul}`, `\\${replacement}`],
  ["text about an escape, and U+0000", `\\u0000${nul}\\\\u0000`, `\\u0000${replacement}\\\\u0000`],
  ["quotes and backslashes", String.raw`\"\\"`, String.raw`\"\\"`],
])("%s is stored as PostgreSQL can hold it", (_name, text, stored) => {
  expect(JSON.parse(storableJson({ [text]: [text] }))).toEqual({ [stored]: [stored] });
});

test("whatever is stringified comes out well-formed, without U+0000, and otherwise as it was", () => {
  const unit = fc.oneof(
    fc.constantFrom(nul, "\ud800", "\udc00", "\\", "u0000", "\\u0000", "ud83d", '"', "\u{1f600}"),
    fc.string({ unit: "binary", maxLength: 2 }),
  );
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const text = units.join("");
      const stored: unknown = JSON.parse(storableJson([text]));
      expect(stored).toEqual([Array.from(text, storable).join("")]);
    }),
    { numRuns: 200 },
  );
});

/** A character as it is stored. A surrogate that Array.from found alone is one. */
function storable(character: string): string {
  return /^[\u0000\ud800-\udfff]$/.test(character) ? replacement : character;
}
