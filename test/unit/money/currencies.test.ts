import { describe, expect, test } from "vitest";
import { currencyDigits } from "../../../shared/money/currencies.ts";

describe("the minor unit", () => {
  test.each([
    ["USD", 2],
    ["EUR", 2],
    ["HUF", 2],
    ["TWD", 2],
    ["MGA", 2],
    ["JPY", 0],
    ["ISK", 0],
    ["UGX", 0],
    ["KWD", 3],
    ["TND", 3],
    ["CLF", 4],
  ])("of %s has %i digits", (code, digits) => {
    expect(currencyDigits(code)).toBe(digits);
  });

  test.each(["XYZ", "usd", "US", "USDD", "", " ", "XAU", "XTS", "BTC", "constructor"])(
    "of %o is none",
    (code) => {
      expect(currencyDigits(code)).toBeNull();
    },
  );
});
