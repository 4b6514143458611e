import { Buffer } from "node:buffer";
import { crc32 } from "../../shared/verification/crc32.ts";
import type { DemoCertificate } from "./paypal-certificate.ts";
import type { Sign } from "./sign.ts";

const certificateUrl = "https://api.paypal.com/v1/notifications/certs/CERT-DEMO";

/** Signs as PayPal does, with a certificate that isn't PayPal's. The secret is the webhook's id. */
export function signAsPaypal({ sign }: DemoCertificate): Sign {
  return async ({ body }, webhookId, at) => {
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
  };
}
