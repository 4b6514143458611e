import type { Provider } from "../../shared/intake/provider.ts";
import { digicertIntermediates, digicertRoots } from "../../shared/verification/digicert-certificates.ts";
import { paypalCertificate } from "../../shared/verification/paypal-certificate.ts";
import { identify } from "./identify.ts";
import { normalise } from "./normalise.ts";
import { reconcile } from "./reconcile.ts";

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
  reconcile,
} satisfies Provider;
