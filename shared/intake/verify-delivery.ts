import type { Delivery, Scheme } from "../verification/types.ts";
import { VerificationUnavailable } from "../verification/verification-unavailable.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** The keys of an endpoint (the default one is `""`); null when it isn't configured. */
export type Keys = (endpoint: string) => readonly string[] | null;

// Nobody has it. In base64, because some schemes decode their keys. One list, because schemes prepare a list of keys once, and
// an endpoint that isn't configured must not take longer than one that is.
const nobodysKeys = [btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))];

/**
 * Whether a delivery proves its origin.
 *
 * At an endpoint that isn't configured it is judged too, by a key that nobody has: neither the answer nor its time tells
 * which endpoints exist.
 */
export async function verifyDelivery(
  scheme: Scheme,
  delivery: Delivery,
  keys: readonly string[] | null,
  now: Date,
): Promise<{ readonly ok: true } | Refusal> {
  if (keys !== null) return await scheme(delivery, keys, now);
  try {
    await scheme(delivery, nobodysKeys, now);
  } catch (error) {
    // A scheme whose keys have a form (SendGrid's public key) throws for one without. The answer stays the same.
    if (error instanceof VerificationUnavailable) throw error;
  }
  return refuse("unknown-endpoint");
}
