import { type Refusal, refused } from "./verdict.ts";

/** How far a sender's clock may be from ours, in whole seconds. */
export type TimeWindow = { readonly past: number; readonly future: number };

/** A window of the same width on both sides; throws unless it is a positive whole number, for none switches it off. */
export function timeWindow(past: number, future = past): TimeWindow {
  for (const seconds of [past, future]) {
    if (!Number.isSafeInteger(seconds) || seconds <= 0) {
      throw new RangeError("A tolerance is a positive whole number of seconds.");
    }
  }
  return { past, future };
}

/** The refusal of a time outside the window; null for one inside, the edges included. Of our clock, whole seconds count. */
export function refuseOutside(window: TimeWindow, seconds: number, now: Date): Refusal | null {
  const age = Math.floor(now.getTime() / 1000) - seconds;
  if (age > window.past) return refused("expired");
  if (-age > window.future) return refused("not-yet-valid");
  return null;
}
