import type { Attempt } from "./attempt.ts";
import type { Result } from "./target.ts";

/**
 * What an accepted delivery says: its events' ids and payloads, or, where nothing was stored, the answer.
 *
 * Without the types of events: some senders name them in a header that they don't sign, and nothing is decided by such a label.
 */
export function contentOf({ delivery, answer }: Result): string {
  return delivery === null
    ? answer
    : JSON.stringify(delivery.events.map(({ id, payload }) => [id, sorted(payload)]));
}

/**
 * Whether an accepted attempt shows a key itself: then its sender proved what such a sender can, and the body is whatever they
 * say.
 */
export function showsKey({ path, headers, body, keys }: Attempt): boolean {
  const places = [path, ...headers.map(([, value]) => value), new TextDecoder().decode(body)];
  return keys.some((key) => places.some((place) => place.includes(key) || decoded(place).includes(key)));
}

/**
 * What was signed for events whose sender signs a one-time value alone: any event may come under it, and only one.
 * Null for every other sender.
 */
export function noncesOf({ delivery }: Result): string | null {
  const nonces = delivery?.events.map(({ nonce }) => nonce?.value ?? null) ?? [];
  return nonces.length === 0 || nonces.includes(null) ? null : nonces.join();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The JSON with its names in order: the fields of a form may arrive in any. */
function sorted(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map(sorted);
  return Object.entries(json)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, sorted(value)]);
}
