import fc from "fast-check";
import { expect, it } from "vitest";
import { refillOf, unitsPerToken } from "../../../shared/rate-limit/refill.ts";

const rate = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }),
  fc.constantFrom(1, 59, 61, 45_000, 59_999, 60_001, 119_999, 120_001, 1_000_000),
);

it("comes to exactly as many tokens a minute as are configured, in whole units and milliseconds", () => {
  fc.assert(
    fc.property(rate, (perMinute) => {
      const { units, milliseconds } = refillOf(perMinute);
      expect(Number.isSafeInteger(units) && Number.isSafeInteger(milliseconds) && milliseconds >= 1).toBe(
        true,
      );
      expect(units * 60_000).toBe(perMinute * unitsPerToken * milliseconds);
    }),
  );
});

it("brings half a token at least and no more than one at a time, or what a millisecond brings", () => {
  fc.assert(
    fc.property(rate, (perMinute) => {
      const { units, milliseconds } = refillOf(perMinute);
      expect(units <= unitsPerToken || milliseconds === 1).toBe(true);
      expect(units >= unitsPerToken / 2 || milliseconds === 1).toBe(true);
    }),
  );
});
