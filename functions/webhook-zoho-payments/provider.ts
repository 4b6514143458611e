import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixTime } from "../../shared/mapping/instants.ts";
import { firstPresented } from "../../shared/verification/first-presented.ts";
import { timestampedHmac } from "../../shared/verification/timestamped-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_id: identifier,
  event_type: eventType,
  event_time: z.number().optional().catch(undefined),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { event_id: id, event_type: type, event_time } = read.data;
  // Zoho's examples count milliseconds in some places and seconds in others.
  const occurredAt = event_time === undefined ? null : fromUnixTime(event_time);
  return [{ id, type, occurredAt, payload: body }];
}

// Zoho's documentation spells the header in two ways.
const schemes = ["X-Zoho-Webhook-Signature", "X-ZohoWebhook-Signature"].map((header) =>
  timestampedHmac({ header, fields: { timestamp: "t", signature: "v" }, unit: "milliseconds" }),
);

/** Zoho Payments: https://www.zoho.com/us/payments/developerdocs/webhooks/verification/ */
export const provider = {
  name: "zoho-payments",
  keysVariable: "ZOHO_PAYMENTS_WEBHOOK_SECRET",
  scheme: firstPresented(schemes),
  identify,
  normalise,
} satisfies Provider;
