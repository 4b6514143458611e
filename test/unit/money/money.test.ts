import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromDecimal, largestAmount, rescale } from "../../../shared/money/minor-units.ts";
import { readInterval } from "../../../shared/money/read-interval.ts";
import { readMoney, requireMoney } from "../../../shared/money/read-money.ts";

const fields = { amount: "a.amount", currency: "a.currency" };

describe("decimals", () => {
  test.each([
    ["149.00", 2, 14_900],
    ["0.01", 2, 1],
    [".5", 2, null],
    ["5.", 2, null],
    ["49.0", 2, 4_900],
    ["49", 2, 4_900],
    ["500.00", 0, 500],
    ["500.10", 0, null],
    ["1.2345", 4, 12_345],
    ["1.999", 2, null],
    ["-0.49", 2, -49],
    ["-0.00", 2, 0],
    ["007", 2, 700],
    ["+1", 2, null],
    ["1e3", 2, null],
    ["0x10", 2, null],
    ["1,000.00", 2, null],
    ["1 000", 2, null],
    [" 1", 2, null],
    ["١٢", 2, null],
    ["NaN", 2, null],
    ["", 2, null],
    ["9".repeat(400), 2, null],
  ])("%o with %i digits is %o", (decimal, digits, units) => {
    expect(fromDecimal(decimal, digits)).toBe(units);
  });

  test("are exact, where multiplying isn't", () => {
    expect(1.15 * 100).not.toBe(115);
    expect(fromDecimal("1.15", 2)).toBe(115);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: largestAmount }),
        fc.constantFrom(0, 2, 3, 4),
        (units, digits) => {
          const text = String(units).padStart(digits + 1, "0");
          const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
          expect(fromDecimal(decimal, digits)).toBe(units);
        },
      ),
    );
  });
});

test.each([
  [500, 2, 0, 5],
  [550, 2, 0, null],
  [500, 0, 2, 50_000],
  [500, 2, 2, 500],
  [0, 2, 0, 0],
])("%i units of %i digits are, in units of %i, %o", (units, from, to, expected) => {
  expect(rescale(units, from, to)).toBe(expected);
});

describe("money", () => {
  test("is an amount and an upper-case currency", () => {
    expect(readMoney({ amount: 1, currency: "usd", fields })).toEqual({
      ok: true,
      value: { amount: 1, currency: "USD" },
    });
    expect(readMoney({ amount: "1.5", currency: "Bhd", fields })).toEqual({
      ok: true,
      value: { amount: 1_500, currency: "BHD" },
    });
  });

  test.each([0, largestAmount])("may be %i", (amount) => {
    expect(readMoney({ amount, currency: "USD", fields })).toMatchObject({ value: { amount } });
  });

  test.each([null, undefined])("may be left out as %o, unless it is required", (amount) => {
    expect(readMoney({ amount, currency: "USD", fields })).toEqual({ ok: true, value: undefined });
    expect(requireMoney({ amount, currency: "USD", fields })).toEqual({
      ok: false,
      problem: { code: "missing-field", field: "a.amount" },
    });
  });

  test.each<[number | string, string | null, string, string]>([
    [largestAmount + 1, "USD", "absurd-amount", "a.amount"],
    [-1, "USD", "absurd-amount", "a.amount"],
    [1e300, "USD", "absurd-amount", "a.amount"],
    [0.5, "USD", "invalid-field", "a.amount"],
    [Number.NaN, "USD", "invalid-field", "a.amount"],
    [Number.POSITIVE_INFINITY, "USD", "invalid-field", "a.amount"],
    ["1.001", "USD", "invalid-field", "a.amount"],
    [1, "ZZZ", "unknown-currency", "a.currency"],
    [1, null, "missing-field", "a.currency"],
  ])("of %o %o is a problem: %s", (amount, currency, code, field) => {
    expect(readMoney({ amount, currency, fields })).toEqual({ ok: false, problem: { code, field } });
  });
});

describe("intervals", () => {
  test.each([
    [
      { interval: "month", interval_count: 3 },
      { interval: "month", interval_count: 3 },
    ],
    [{ interval: "year" }, { interval: "year", interval_count: 1 }],
    [
      { interval: "week", interval_count: null },
      { interval: "week", interval_count: 1 },
    ],
    [{ interval: "fortnight", interval_count: 1 }, {}],
    [{ interval: "day", interval_count: 1_001 }, {}],
    [{ interval: "day", interval_count: 0 }, {}],
    [{ interval: "day", interval_count: "2" }, {}],
    [{}, {}],
    [null, {}],
  ])("%o is %o", (sent, expected) => {
    expect(readInterval(sent)).toEqual(expected);
  });
});
