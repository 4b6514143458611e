import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { parseInstant } from "../../shared/mapping/instants.ts";
import { timestampedHmac } from "../../shared/verification/timestamped-hmac.ts";
import { normalise } from "./normalise.ts";
import { reconcile } from "./reconcile.ts";

const envelope = z.object({
  id: identifier,
  event: eventType,
  created_at: z.string().optional().catch(undefined),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const event = envelope.safeParse(body);
  if (!event.success) return null;
  const { id, event: type, created_at = "" } = event.data;
  // "2027-01-15 07:59:58", without a zone. That it is UTC is likely (the API's other times are) and nowhere stated.
  const occurredAt = parseInstant(`${created_at}Z`) ?? parseInstant(created_at);
  return [{ id, type, occurredAt, payload: body }];
}

/** Ticket Tailor: https://developers.tickettailor.com/docs/webhook/introduction */
export const provider = {
  name: "ticket-tailor",
  keysVariable: "TICKET_TAILOR_WEBHOOK_SECRET",
  // Its documentation reads the header by position and joins time and body with nothing between.
  scheme: timestampedHmac({ header: "Tickettailor-Webhook-Signature", fields: "by-position", joint: "" }),
  identify,
  normalise,
  reconcile,
} satisfies Provider;
