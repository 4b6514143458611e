import type { Delivery } from "../verification/types.ts";
import type { IdentifiedEvent, Provider } from "./provider.ts";
import { type Refusal, refuse } from "./refusal.ts";

const defaultEventLimit = 1000;
const longest = 255;

/** The events of a verified body, each with an identity that can be stored; or the refusal of a body without. */
export async function identifyEvents(
  provider: Provider,
  json: object,
  delivery: Delivery,
): Promise<{ readonly ok: true; readonly events: readonly IdentifiedEvent[] } | Refusal> {
  const events = await provider.identify(json, delivery);
  if (events === null || events.length === 0) return refuse("no-identity");
  if (events.length > (provider.eventLimit ?? defaultEventLimit)) return refuse("too-many-events");
  if (!events.every(hasStorableIdentity)) return refuse("invalid-identity");
  return { ok: true, events };
}

function hasStorableIdentity({ id, type, nonce }: IdentifiedEvent): boolean {
  return [id, type, nonce?.value ?? id].every(isStorable);
}

function isStorable(text: string): boolean {
  return text.length >= 1 && text.length <= longest;
}
