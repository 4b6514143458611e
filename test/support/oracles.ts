import type { Delivery } from "../../shared/verification/types.ts";
import { libraries } from "./libraries.ts";

/** What a provider's own library says about a delivery. It reads the clock, so `Date` has to stand at the delivery's moment. */
export type Oracle = (delivery: Delivery, keys: readonly string[]) => Promise<boolean>;

/** The second opinion on what a provider signs; null where there is no library that gives one. */
export function oracleOf(provider: string): Oracle | null {
  const library = libraries.get(provider);
  if (library === undefined) return null;
  return async (delivery, keys) => {
    for (const key of keys) if (await says(() => library(delivery, key))) return true;
    return false;
  };
}

/** Libraries refuse by throwing. What they verified and couldn't parse, because it isn't JSON, is no refusal. */
async function says(take: () => unknown): Promise<boolean> {
  try {
    await take();
    return true;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}
