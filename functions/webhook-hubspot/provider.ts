import { z } from "zod/v3";
import { identifyBatch } from "../../shared/intake/identify-batch.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier, reference } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds } from "../../shared/mapping/instants.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { configureScheme, scheme } from "./scheme.ts";

const item = z.object({
  eventId: identifier,
  subscriptionId: identifier,
  objectId: reference,
  fromObjectId: reference,
  toObjectId: reference,
  occurredAt: z.number(),
  subscriptionType: eventType,
});

// HubSpot doesn't promise that an event's id is unique.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  return identifyBatch(body, item, ({ subscriptionType: type, occurredAt, ...sent }) => {
    // A change of an association names the two objects that it is between, and none that it happened to.
    const objects = sent.objectId === undefined ? [sent.fromObjectId, sent.toObjectId] : [sent.objectId];
    const id = compositeId([sent.eventId, sent.subscriptionId, occurredAt, ...objects]);
    return { id, type, occurredAt: fromUnixMilliseconds(occurredAt) };
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
