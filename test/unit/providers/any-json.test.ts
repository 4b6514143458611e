import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IdentifiedEvent, Normalised, Provider } from "../../../shared/intake/provider.ts";
import { changesSchema } from "../../support/change-schema.ts";
import { histories } from "../../support/histories.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", " ", "\u0000", "\ud800", "-1", "1e400"),
);
const anyJson = fc.oneof(
  fc.jsonValue({ depthSize: "small" }),
  anyText,
  fc.constantFrom(-1, 0.5, 1e13, 1e300, Number.MAX_SAFE_INTEGER, null, [], {}),
);

/** A value with whatever stood at the end of a path, chosen by numbers, replaced or taken away. */
function mutate(value: unknown, [choice = 0, ...path]: readonly number[], replacement: unknown): unknown {
  if (typeof value !== "object" || value === null) return replacement;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const index = entries.length === 0 ? 0 : choice % entries.length;
  const mutated = entries.flatMap(([name, child], at): readonly (readonly [string, unknown])[] => {
    if (at !== index) return [[name, child]];
    if (path.length > 0) return [[name, mutate(child, path, replacement)]];
    return replacement === undefined ? [] : [[name, replacement]];
  });
  return Array.isArray(value) ? mutated.map(([, child]) => child) : Object.fromEntries(mutated);
}

const mutations = fc.record({
  path: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 }),
  replacement: fc.option(anyJson, { nil: undefined }),
});

function expectSound(normalised: Normalised): void {
  if (normalised.ok) {
    changesSchema.parse(normalised.changes);
  } else {
    expect(normalised.problem.code).toMatch(
      /^(?:missing-field|invalid-field|unknown-currency|absurd-amount)$/,
    );
    expect(normalised.problem.field).toMatch(/^(?:[A-Za-z][\w-]*(?:\.[\w-]+)*)?$/);
  }
}

async function identify(provider: Provider, body: unknown, id: string): Promise<readonly IdentifiedEvent[]> {
  const delivery = {
    method: "POST",
    url: "https://example.test/",
    headers: new Headers(),
    body: new Uint8Array(),
  };
  delivery.headers.set("webhook-id", id.replaceAll(/[^\x21-\x7e]/g, ""));
  return (await provider.identify(body, delivery)) ?? [];
}

describe.each(histories)("$provider.name", ({ provider, events }) => {
  const types = events.map((history) => history.map(({ type }) => type)).filter(({ length }) => length > 0);

  test("identifies any JSON or says that it can't, and never throws", async () => {
    await fc.assert(
      fc.asyncProperty(anyJson, anyText, async (body, id) => {
        for (const event of await identify(provider, body, id)) {
          expect(event.id).toMatch(/^[\x21-\x7e]{1,255}$/);
          expect(event.type).toMatch(/^[\x20-\x7e]{1,255}$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("normalises any JSON to sound changes or a problem, and never throws", async () => {
    await fc.assert(
      fc.asyncProperty(types, anyJson, async (named, payload) => {
        const [type = ""] = named;
        expectSound(await provider.normalise({ id: "1", type, occurredAt: "2027-01-15T08:00:00Z", payload }));
      }),
      { numRuns: 200 },
    );
  });

  test("normalises a spoilt event to sound changes or a problem, and never throws", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat(), mutations, async (history, choice, { path, replacement }) => {
        const event = history[choice % Math.max(history.length, 1)];
        if (!event) return;
        const spoilt = mutate(event.payload, path, replacement);
        expectSound(await provider.normalise({ ...event, payload: spoilt }));
        for (const identified of await identify(provider, spoilt, "msg_1")) {
          expectSound(await provider.normalise(identified));
        }
      }),
      { numRuns: 200 },
    );
  });
});
