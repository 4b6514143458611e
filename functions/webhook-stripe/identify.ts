import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixSeconds, parseInstant } from "../../shared/mapping/instants.ts";

// Events of API v2 write their time as text.
const envelope = z.object({
  id: identifier,
  type: eventType,
  created: z.union([z.number(), z.string()]).optional().catch(undefined),
});

/** The event that a body or an item of a list is; null when it has no identity. */
export function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const event = envelope.safeParse(body);
  if (!event.success) return null;
  const { id, type, created } = event.data;
  const occurredAt = typeof created === "number" ? fromUnixSeconds(created) : parseInstant(created ?? "");
  return [{ id, type, occurredAt, payload: body }];
}
