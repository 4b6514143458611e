import { issueDemoCertificate } from "./paypal-certificate.ts";
import { signAsPaypal } from "./sign-as-paypal.ts";
import { launchBeside, type StandIn } from "./stand-in.ts";

const entrypoint = new URL("paypal-function.ts", import.meta.url);

/**
 * Signs as only PayPal can: with a certificate that PayPal's authority has issued. So there is an authority of this run's own, and
 * a process with PayPal's function that trusts it. A function that is deployed trusts DigiCert alone, and no setting changes that.
 */
export async function paypalStandIn(environment: Readonly<Record<string, string>>): Promise<StandIn> {
  const issued = await issueDemoCertificate();
  const trust = { DEMO_ROOT: issued.root, DEMO_CERTIFICATE: issued.certificate };
  const url = await launchBeside("paypal", entrypoint, { ...environment, ...trust });
  return { url, sign: signAsPaypal(issued) };
}
