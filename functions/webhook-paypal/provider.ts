import type { IdentifiedEvent, Provider } from "../../shared/intake/provider.ts";
import { digicertIntermediates, digicertRoots } from "../../shared/verification/digicert-certificates.ts";
import { paypalCertificate } from "../../shared/verification/paypal-certificate.ts";
import type { Delivery } from "../../shared/verification/types.ts";
import { identify as identifyEvent } from "./identify.ts";
import { normalise } from "./normalise.ts";
import { reconcile } from "./reconcile.ts";

const day = 24 * 60 * 60;
// PayPal retries for as long, and doesn't say whether a retry carries a new time.
const toleranceSeconds = 3 * day;
// As long as a transmission verifies and PayPal's clock may be ahead.
const nonceSeconds = 4 * day;

/**
 * Takes an event with the transmission that brought it. Of the body PayPal signs a CRC-32, which anybody can give to another
 * body: a recorded transmission would prove whatever somebody makes up. So it is good for one event.
 */
function identify(body: unknown, { headers }: Pick<Delivery, "headers">): readonly IdentifiedEvent[] | null {
  const nonce = { value: headers.get("paypal-transmission-id") ?? "", seconds: nonceSeconds };
  return identifyEvent(body)?.map((event) => ({ ...event, nonce })) ?? null;
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
    toleranceSeconds,
  }),
  identify,
  normalise,
  reconcile,
} satisfies Provider;
