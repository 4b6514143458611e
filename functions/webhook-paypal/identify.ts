import { z } from "zod/v3";
import type { IdentifiedEvent } from "../../shared/intake/provider.ts";
import { eventType, identifier, instant } from "../../shared/mapping/fields.ts";

const envelope = z.object({ id: identifier, event_type: eventType, create_time: instant });

/** The event that a body or an item of a list is; null when it has no identity. */
export function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const event = envelope.safeParse(body);
  if (!event.success) return null;
  const { id, event_type: type, create_time: occurredAt = null } = event.data;
  return [{ id, type, occurredAt, payload: body }];
}
