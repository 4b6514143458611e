import { fileURLToPath } from "node:url";
import { launch } from "../stack/launched-process.ts";
import { issueDemoCertificate } from "./paypal-certificate.ts";
import { signAsPaypal } from "./sign-as-paypal.ts";
import type { Sign } from "./sign.ts";

/** A PayPal of our own, and the function that believes it. */
export type PaypalStandIn = { readonly sign: Sign; readonly url: string };

const entrypoint = new URL("paypal-function.ts", import.meta.url).href;
const importMap = fileURLToPath(new URL("../../deno.json", import.meta.url));

/**
 * Signs as only PayPal can: with a certificate that PayPal's authority has issued. So there is an authority of this run's own, and
 * a process with PayPal's function that trusts it. A function that is deployed trusts DigiCert alone, and no setting changes that.
 */
export async function paypalStandIn(environment: Readonly<Record<string, string>>): Promise<PaypalStandIn> {
  const issued = await issueDemoCertificate();
  const { url } = await launch({
    entrypoint,
    denoOptions: ["--allow-all", `--config=${importMap}`],
    environment: { ...environment, DEMO_ROOT: issued.root, DEMO_CERTIFICATE: issued.certificate },
    print: () => undefined,
  });
  return { url: `${url}/webhook-paypal`, sign: signAsPaypal(issued) };
}
