// The entrypoint of PayPal's function as the demo runs it: the function's own, but for whom it trusts and where it finds the
// certificate.
import { provider } from "../../functions/webhook-paypal/provider.ts";
import { serveWebhook } from "../../shared/intake/serve.ts";
import { paypalCertificate } from "../../shared/verification/paypal-certificate.ts";

const { DEMO_ROOT = "", DEMO_CERTIFICATE = "" } = Deno.env.toObject();
const scheme = paypalCertificate({
  fetch: async () => new Response(DEMO_CERTIFICATE),
  trustedRoots: [DEMO_ROOT],
});

await serveWebhook({ ...provider, scheme });
