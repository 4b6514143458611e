import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { details, eventType, identifier, instant } from "../../shared/mapping/fields.ts";
import { bodyHmac } from "../../shared/verification/body-hmac.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({
  event_id: identifier,
  event_type: eventType,
  form_response: details({ submitted_at: instant }),
});

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { event_id: id, event_type: type, form_response } = read.data;
  return [{ id, type, occurredAt: form_response?.submitted_at ?? null, payload: body }];
}

/** Typeform: https://www.typeform.com/developers/webhooks/secure-your-webhooks/ */
export const provider = {
  name: "typeform",
  keysVariable: "TYPEFORM_WEBHOOK_SECRET",
  scheme: bodyHmac({ header: "Typeform-Signature", prefix: "sha256=", encoding: "base64" }),
  identify,
  normalise,
} satisfies Provider;
