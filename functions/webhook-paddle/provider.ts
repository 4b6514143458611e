import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { timestampedHmac } from "../../shared/verification/timestamped-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_id: identifier,
  event_type: eventType,
  occurred_at: z.string().optional().catch(undefined),
});

// `notification_id` is that of a delivery to one destination, and `event_id` that of what happened.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { event_id: id, event_type: type, occurred_at = "" } = read.data;
  return [{ id, type, occurredAt: parseInstant(occurred_at), payload: body }];
}

/** Paddle Billing: https://developer.paddle.com/webhooks/overview */
export const provider = {
  name: "paddle",
  keysVariable: "PADDLE_WEBHOOK_SECRET",
  scheme: timestampedHmac({
    header: "Paddle-Signature",
    fields: { timestamp: "ts", signature: "h1" },
    separator: ";",
    joint: ":",
    // Paddle's library allows 5 seconds, which a cold start and a busy network can use up. A repeat is told by its event id.
    toleranceSeconds: 300,
  }),
  identify,
  normalise,
} satisfies Provider;
