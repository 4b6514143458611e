import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { oracles } from "../../support/oracles.ts";
import { schemeOf } from "../../support/vector-scheme.ts";
import { recordedFetch, vectorFiles } from "../../support/vectors.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe.each(vectorFiles())("$provider", (file) => {
  const { provider, vectors, recorded } = file;

  beforeEach(() => {
    vi.stubGlobal("fetch", recordedFetch(recorded));
  });

  test.each(vectors)("$id: $result", async ({ delivery, keys, now, result }) => {
    const scheme = await schemeOf(file);
    const verdict = await scheme(delivery, keys, now);
    expect(verdict).toEqual(result === "accepted" ? { ok: true } : { ok: false, reason: result });
  });

  const oracle = oracles[provider];
  if (oracle === undefined) return;
  test.each(vectors)("$id: the sender's own library agrees, or the vector says why not", (vector) => {
    vi.useFakeTimers({ now: vector.now, toFake: ["Date"] });
    const expected = (vector.result === "accepted") !== (vector.oracleDiffers !== undefined);
    expect(oracle(vector)).toBe(expected);
  });
});
