import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadProvider } from "../../support/load-provider.ts";
import { oracles } from "../../support/oracles.ts";
import { recordedFetch, vectorFiles } from "../../support/vectors.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each(vectorFiles())("$provider", ({ provider: name, vectors, recorded }) => {
  beforeEach(() => {
    vi.stubGlobal("fetch", recordedFetch(recorded));
  });

  test.each(vectors)("$id: $result", async ({ delivery, keys, now, result }) => {
    const { scheme } = await loadProvider(name);
    const verdict = await scheme(delivery, keys, now);
    expect(verdict).toEqual(result === "accepted" ? { ok: true } : { ok: false, reason: result });
  });

  const oracle = oracles[name];
  if (oracle === undefined) return;
  test.each(vectors)("$id: the sender's own library agrees, or the vector says why not", (vector) => {
    vi.useFakeTimers({ now: vector.now, toFake: ["Date"] });
    const expected = (vector.result === "accepted") !== (vector.oracleDiffers !== undefined);
    expect(oracle(vector)).toBe(expected);
  });
});
