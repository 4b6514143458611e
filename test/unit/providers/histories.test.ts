import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesSchema } from "../../support/change-schema.ts";
import { histories } from "../../support/histories.ts";

describe.each(histories)("$provider.name", ({ provider, events }) => {
  test("maps every history it can have sent to changes that the database takes", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (history) => {
        for (const event of history) {
          const normalised = await provider.normalise(event);
          expect(normalised).toMatchObject({ ok: true });
          if (normalised.ok) changesSchema.parse(normalised.changes);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("gives every event of a history its own id", () => {
    fc.assert(
      fc.property(events, (history) => {
        const ids = history.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
