import type { Delivery } from "../../../shared/verification/types.ts";

/**
 * Takes one delivery as its sender's own library does: verifies it under one key and gives what it says. Throws, or rejects,
 * for a delivery that it refuses. Libraries read the clock.
 */
export type Library = (delivery: Delivery, key: string) => unknown;

/** The body as text, which is what libraries take. */
export function textOf({ body }: Delivery): string {
  return new TextDecoder().decode(body);
}

/** What a delivery says, once a library that only verifies has verified it. */
export function parsed(delivery: Delivery, isValid: boolean): unknown {
  if (!isValid) throw new Error("The library refuses the delivery.");
  return JSON.parse(textOf(delivery));
}

/** A library's object for a key, made once, as an application makes it at its start. */
export function madeOnce<Made>(make: (key: string) => Made): (key: string) => Made {
  const made = new Map<string, Made>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}
