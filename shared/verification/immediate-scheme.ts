import type { Delivery, Scheme, Verdict } from "./types.ts";

/** A scheme whose decision waits for nothing. Rejects when it is called wrongly. */
export function immediateScheme(
  decide: (delivery: Delivery, keys: readonly string[], now: Date) => Verdict,
): Scheme {
  return async (delivery, keys, now) => {
    requireCallable(keys, now);
    return decide(delivery, keys, now);
  };
}

/** Throws unless there is a key, none is blank (anybody could sign with it) and the clock tells a time. */
export function requireCallable(keys: readonly string[], now: Date): void {
  if (keys.length === 0) throw new TypeError("A scheme needs at least one key.");
  if (keys.some((key) => key.trim() === "")) throw new TypeError("A key is blank.");
  if (Number.isNaN(now.getTime())) throw new TypeError("The clock tells no time.");
}
