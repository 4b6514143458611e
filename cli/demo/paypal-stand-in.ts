import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { crc32 } from "../../shared/verification/crc32.ts";
import { launch } from "../stack/launched-process.ts";
import { issueDemoCertificate } from "./paypal-certificate.ts";
import type { Sign } from "./sign.ts";

/** A PayPal of our own, and the function that believes it. */
export type PaypalStandIn = { readonly sign: Sign; readonly url: string };

const certificateUrl = "https://api.paypal.com/v1/notifications/certs/CERT-DEMO";
const entrypoint = new URL("paypal-function.ts", import.meta.url).href;
const importMap = fileURLToPath(new URL("../../deno.json", import.meta.url));

/**
 * Signs as only PayPal can: with a certificate that PayPal's authority has issued. So there is an authority of this run's own, and
 * a process with PayPal's function that trusts it. A function that is deployed trusts DigiCert alone, and no setting changes that.
 */
export async function paypalStandIn(environment: Readonly<Record<string, string>>): Promise<PaypalStandIn> {
  const { root, certificate, sign } = await issueDemoCertificate();
  const { url } = await launch({
    entrypoint,
    denoOptions: ["--allow-all", `--config=${importMap}`],
    environment: { ...environment, DEMO_ROOT: root, DEMO_CERTIFICATE: certificate },
    print: () => undefined,
  });
  return {
    url: `${url}/webhook-paypal`,
    async sign({ body }, webhookId, at) {
      const id = crypto.randomUUID();
      const time = at.toISOString();
      const message = new TextEncoder().encode(`${id}|${time}|${webhookId}|${crc32(body)}`);
      const headers = {
        "paypal-transmission-id": id,
        "paypal-transmission-time": time,
        "paypal-transmission-sig": Buffer.from(await sign(message)).toString("base64"),
        "paypal-cert-url": certificateUrl,
        "paypal-auth-algo": "SHA256withRSA",
      };
      return { path: "", headers };
    },
  };
}
