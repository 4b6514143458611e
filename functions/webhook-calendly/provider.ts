import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { timestampedHmac } from "../../shared/verification/timestamped-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event: eventType,
  created_at: z.string(),
  payload: z.object({ uri: identifier }),
});

// Calendly's events have no id. One happens to one thing at one time, which is written to the microsecond.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { event: type, created_at, payload } = read.data;
  const id = compositeId([type, payload.uri, created_at]);
  return [{ id, type, occurredAt: parseInstant(created_at), payload: body }];
}

/** Calendly: https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures */
export const provider = {
  name: "calendly",
  keysVariable: "CALENDLY_WEBHOOK_SECRET",
  scheme: timestampedHmac({ header: "Calendly-Webhook-Signature", toleranceSeconds: 180 }),
  identify,
  normalise,
} satisfies Provider;
