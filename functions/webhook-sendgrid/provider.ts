import { z } from "zod/v3";
import { identifyBatch } from "../../shared/intake/identify-batch.ts";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixSeconds } from "../../shared/mapping/instants.ts";
import { ecdsaSignature } from "../../shared/verification/ecdsa-signature.ts";
import { normalise } from "./normalise.ts";

const item = z.object({
  sg_event_id: identifier,
  event: eventType,
  timestamp: z.number().optional().catch(undefined),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  return identifyBatch(body, item, ({ sg_event_id: id, event: type, timestamp }) => {
    return { id, type, occurredAt: timestamp === undefined ? null : fromUnixSeconds(timestamp) };
  });
}

/** SendGrid's event webhook: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
export const provider = {
  name: "sendgrid",
  keysVariable: "SENDGRID_WEBHOOK_PUBLIC_KEY",
  scheme: ecdsaSignature({
    signatureHeader: "X-Twilio-Email-Event-Webhook-Signature",
    timestampHeader: "X-Twilio-Email-Event-Webhook-Timestamp",
  }),
  // SendGrid sends what it has at 768 kB, which may be thousands of the smallest events.
  eventLimit: 10_000,
  identify,
  normalise,
} satisfies Provider;
