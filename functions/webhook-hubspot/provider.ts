import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier, reference } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds } from "../../shared/mapping/instants.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { configureScheme, scheme } from "./scheme.ts";

const batch = z
  .array(
    z.object({
      eventId: identifier,
      subscriptionId: identifier,
      objectId: reference,
      fromObjectId: reference,
      toObjectId: reference,
      occurredAt: z.number(),
      subscriptionType: eventType,
    }),
  )
  .nonempty();

// HubSpot doesn't promise that an event's id is unique.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = batch.safeParse(body);
  if (!read.success || !Array.isArray(body)) return null;
  const payloads: readonly unknown[] = body;
  return read.data.map(({ subscriptionType: type, occurredAt, ...item }, index) => {
    // A change of an association names the two objects that it is between, and none that it happened to.
    const objects = item.objectId === undefined ? [item.fromObjectId, item.toObjectId] : [item.objectId];
    const id = compositeId([item.eventId, item.subscriptionId, occurredAt, ...objects]);
    return { id, type, occurredAt: fromUnixMilliseconds(occurredAt), payload: payloads[index] };
  });
}

/** HubSpot: https://developers.hubspot.com/docs/api-reference/latest/webhooks/guide */
export const provider = {
  name: "hubspot",
  keysVariable: "HUBSPOT_WEBHOOK_SECRET",
  scheme,
  configureScheme,
  identify,
  normalise: () => unmapped,
} satisfies Provider;
