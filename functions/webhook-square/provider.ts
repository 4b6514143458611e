import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { requestHmac } from "../../shared/verification/request-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_id: identifier,
  type: eventType,
  created_at: z.string().optional().catch(undefined),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { event_id: id, type, created_at = "" } = read.data;
  return [{ id, type, occurredAt: parseInstant(created_at), payload: body }];
}

/** Square: https://developer.squareup.com/docs/webhooks/overview */
export const provider = {
  name: "square",
  keysVariable: "SQUARE_WEBHOOK_SECRET",
  // The old `X-Square-Signature` (SHA-1) is sent as well, and is not looked at.
  scheme: requestHmac({
    header: "X-Square-HmacSha256-Signature",
    encoding: "base64",
    content: "{url}{body}",
  }),
  identify,
  normalise,
} satisfies Provider;
