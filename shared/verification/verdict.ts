import type { Reason, Verdict } from "./types.ts";

/** A verdict that says no, and why. */
export type Refusal = Extract<Verdict, { readonly ok: false }>;

/** The verdict on a delivery that proves its origin. */
export const accepted: Verdict = { ok: true };

/** The verdict on a delivery that doesn't. */
export function refused(reason: Reason): Refusal {
  return { ok: false, reason };
}
