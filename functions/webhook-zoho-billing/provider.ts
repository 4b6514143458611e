import { z } from "zod/v3";
import { jsonOrForm } from "../../shared/intake/form-body.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier, instant } from "../../shared/mapping/fields.ts";
import { parametersHmac } from "../../shared/verification/parameters-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_id: identifier.optional().catch(undefined),
  event_type: eventType.optional().catch(undefined),
  event_time: instant,
  created_time: instant,
});

// Billing's events have an id. What a workflow of Books sends has none but what it says, its last change included.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success || JSON.stringify(body) === "{}") return null;
  const { event_id, event_type: type = "unknown", event_time, created_time } = read.data;
  const id = event_id ?? compositeId([body]);
  return [{ id, type, occurredAt: event_time ?? created_time ?? null, payload: body }];
}

/** Zoho Billing, and Books in its manner: https://www.zoho.com/billing/kb/webhooks/securing-webhooks.html */
export const provider = {
  name: "zoho-billing",
  keysVariable: "ZOHO_BILLING_WEBHOOK_SECRET",
  scheme: parametersHmac({ header: "X-Zoho-Webhook-Signature" }),
  parse: jsonOrForm(),
  identify,
  normalise,
} satisfies Provider;
