import { expect, test } from "vitest";
import { withoutFields } from "../../../shared/mapping/without-fields.ts";

test.each([
  [{ token: "x", data: { token: "y" } }, { data: { token: "y" } }],
  [{ a: 1, signature: 2 }, { a: 1 }],
  [{}, {}],
  [null, null],
  ["token", "token"],
])("leaves the named fields of %o out", (payload, rest) => {
  expect(withoutFields(payload, "token", "signature")).toEqual(rest);
});
