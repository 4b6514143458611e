import type { Scheme } from "./types.ts";
import { refused } from "./verdict.ts";

/**
 * Several ways in which one sender may prove itself: the first whose credential the delivery carries decides, alone.
 *
 * A credential that is there and wrong is never made up for by another. Stronger schemes come first.
 */
export function firstPresented(schemes: readonly Scheme[]): Scheme {
  if (schemes.length === 0) throw new TypeError("There is no scheme to present a credential to.");
  return async function verifyFirstPresented(delivery, keys, now) {
    for (const scheme of schemes) {
      const verdict = await scheme(delivery, keys, now);
      if (verdict.ok || verdict.reason !== "missing-credential") return verdict;
    }
    return refused("missing-credential");
  };
}
