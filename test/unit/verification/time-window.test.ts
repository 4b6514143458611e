import { describe, expect, test } from "vitest";
import { refuseOutside, timeWindow } from "../../../shared/verification/time-window.ts";

const signed = 1_800_000_000;
const at = (seconds: number) => new Date(seconds * 1000);

describe("timeWindow", () => {
  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "is never %d seconds wide",
    (seconds) => {
      expect(() => timeWindow(seconds)).toThrow(RangeError);
      expect(() => timeWindow(300, seconds)).toThrow(RangeError);
    },
  );
});

describe("refuseOutside", () => {
  const window = timeWindow(300, 60);

  test("takes both edges", () => {
    expect(refuseOutside(window, signed, at(signed + 300))).toBeNull();
    expect(refuseOutside(window, signed, at(signed - 60))).toBeNull();
  });

  test("refuses a second beyond either", () => {
    expect(refuseOutside(window, signed, at(signed + 301))).toEqual({ ok: false, reason: "expired" });
    expect(refuseOutside(window, signed, at(signed - 61))).toEqual({ ok: false, reason: "not-yet-valid" });
  });

  test("counts whole seconds: the clock's milliseconds don't move an edge", () => {
    expect(refuseOutside(window, signed, at(signed + 300.999))).toBeNull();
    expect(refuseOutside(window, signed, at(signed - 60.001))).toEqual({
      ok: false,
      reason: "not-yet-valid",
    });
  });
});
