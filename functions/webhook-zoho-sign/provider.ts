import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { compositeId } from "../../shared/mapping/composite-id.ts";
import { eventType, identifier } from "../../shared/mapping/fields.ts";
import { fromUnixMilliseconds } from "../../shared/mapping/instants.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { bodyHmac } from "../../shared/verification/body-hmac.ts";

const envelope = z.object({
  requests: z.object({ request_id: identifier }),
  notifications: z.object({
    operation_type: eventType,
    performed_at: z.number(),
    performed_by_email: z.unknown(),
  }),
});

// Zoho Sign's notifications have no id. One person does one thing to one request at one time.
function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { operation_type: type, performed_at, performed_by_email } = read.data.notifications;
  const id = compositeId([read.data.requests.request_id, type, performed_at, performed_by_email ?? null]);
  return [{ id, type, occurredAt: fromUnixMilliseconds(performed_at), payload: body }];
}

/** Zoho Sign: https://help.zoho.com/portal/en/kb/zoho-sign/admin-guide/webhooks/articles/webhooks-management */
export const provider = {
  name: "zoho-sign",
  keysVariable: "ZOHO_SIGN_WEBHOOK_SECRET",
  scheme: bodyHmac({ header: "X-ZS-WEBHOOK-SIGNATURE", encoding: "base64" }),
  identify,
  normalise: () => unmapped,
} satisfies Provider;
