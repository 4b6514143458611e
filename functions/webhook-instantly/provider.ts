import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { sharedToken } from "../../shared/verification/shared-token.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_type: eventType,
  timestamp: z.string(),
  campaign_id: z.unknown(),
  lead_email: z.unknown(),
  email_id: z.unknown(),
  step: z.unknown(),
  variant: z.unknown(),
});

// Instantly's events have no id. What they name is told apart to the millisecond.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { event_type: type, campaign_id, lead_email, email_id, step, variant, timestamp } = read.data;
  const id = compositeId([type, campaign_id, lead_email, email_id, step, variant, timestamp]);
  return [{ id, type, occurredAt: parseInstant(timestamp), payload: body }];
}

/** Instantly: https://developer.instantly.ai/guides/webhook-events */
export const provider = {
  name: "instantly",
  keysVariable: "INSTANTLY_WEBHOOK_SECRET",
  // Instantly signs nothing, but sends the headers that a webhook is given.
  scheme: sharedToken({ header: "X-Webhook-Token", query: "token" }),
  identify,
  normalise,
} satisfies Provider;
