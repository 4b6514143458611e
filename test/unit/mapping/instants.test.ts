import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromUnixMilliseconds, fromUnixSeconds, parseInstant } from "../../../shared/mapping/instants.ts";

describe("a written time", () => {
  test.each([
    ["2027-01-15T07:59:58Z", "2027-01-15T07:59:58Z"],
    ["2027-01-15t07:59:58z", "2027-01-15T07:59:58Z"],
    ["2027-01-15 07:59:58Z", "2027-01-15T07:59:58Z"],
    ["2027-01-15T07:59:58.000Z", "2027-01-15T07:59:58Z"],
    ["2027-01-15T07:59:58.120Z", "2027-01-15T07:59:58.12Z"],
    ["2027-01-15T07:59:58.344522Z", "2027-01-15T07:59:58.344522Z"],
    ["2027-01-15T07:59:58.3445229Z", "2027-01-15T07:59:58.344522Z"],
    ["2027-01-15T08:59:58+01:00", "2027-01-15T07:59:58Z"],
    ["2027-01-15T02:29:58-05:30", "2027-01-15T07:59:58Z"],
    ["2027-01-01T00:30:00.5+01:00", "2026-12-31T23:30:00.5Z"],
    ["2027-01-15T07:59:58+0000", "2027-01-15T07:59:58Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"],
    ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"],
  ])("%s is %s", (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    "2027-02-29T00:00:00Z",
    "2027-02-30T00:00:00Z",
    "2027-13-01T00:00:00Z",
    "2027-01-00T00:00:00Z",
    "2027-01-15T24:00:00Z",
    "2027-01-15T23:59:60Z",
    "2027-01-15T07:59:58",
    "2027-01-15",
    "2027-01-15T07:59Z",
    "2027-01-15T07:59:58+24:00",
    "2027-01-15T07:59:58+01:60",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "10000-01-01T00:00:00Z",
    "0000-00-00T00:00:00Z",
    "1799999990",
    "",
  ])("%s is none", (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test("is what the runtime takes it for", () => {
    const dates = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        const instant = parseInstant(date.toISOString());
        expect(instant === null ? null : Date.parse(instant)).toBe(date.getTime());
      }),
    );
  });
});

test.each([
  [0, "1970-01-01T00:00:00Z"],
  [1_799_999_990, "2027-01-15T07:59:50Z"],
  [253_402_300_799, "9999-12-31T23:59:59Z"],
  [253_402_300_800, null],
  [-1, null],
  [1.5, null],
  [1e300, null],
  [Number.NaN, null],
])("%d seconds are %s", (seconds, instant) => {
  expect(fromUnixSeconds(seconds)).toBe(instant);
});

test.each([
  [1_799_999_990_123, "2027-01-15T07:59:50.123Z"],
  [1_799_999_990_000, "2027-01-15T07:59:50Z"],
  [1_799_999_990_123.9, "2027-01-15T07:59:50.123Z"],
  [-1, null],
  [1e300, null],
  [Number.POSITIVE_INFINITY, null],
])("%d milliseconds are %s", (milliseconds, instant) => {
  expect(fromUnixMilliseconds(milliseconds)).toBe(instant);
});
