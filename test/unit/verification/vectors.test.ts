import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { oracleOf } from "../../support/oracles.ts";
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

  const oracle = oracleOf(provider);
  if (oracle === null) return;
  test.each(vectors)("$id: the sender's own library agrees, or the vector says why not", async (vector) => {
    const { delivery, keys, now, result, oracleDiffers } = vector;
    vi.useFakeTimers({ now, toFake: ["Date"] });
    const expected = (result === "accepted") !== (oracleDiffers !== undefined);
    expect(await oracle(delivery, keys)).toBe(expected);
  });
});
