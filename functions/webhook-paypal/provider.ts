import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { eventType, identifier, instant } from "../../shared/mapping/fields.ts";
import { digicertIntermediates, digicertRoots } from "../../shared/verification/digicert-certificates.ts";
import { paypalCertificate } from "../../shared/verification/paypal-certificate.ts";
import { normalise } from "./normalise.ts";

const envelope = z.object({ id: identifier, event_type: eventType, create_time: instant });

function identify(body: unknown): readonly IdentifiedEvent[] | null {
  const event = envelope.safeParse(body);
  if (!event.success) return null;
  const { id, event_type: type, create_time: occurredAt = null } = event.data;
  return [{ id, type, occurredAt, payload: body }];
}

/** PayPal: https://developer.paypal.com/api/rest/webhooks/ */
export const provider = {
  name: "paypal",
  // PayPal signs for a webhook, by its id, with a certificate: there is no secret to share.
  keysVariable: "PAYPAL_WEBHOOK_ID",
  scheme: paypalCertificate({
    fetch: (url, init) => fetch(url, init),
    trustedRoots: digicertRoots,
    intermediates: digicertIntermediates,
  }),
  identify,
  normalise,
} satisfies Provider;
