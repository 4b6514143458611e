import type { Provider } from "../../shared/intake/provider.ts";
import { bodyHmac } from "../../shared/verification/body-hmac.ts";
import { firstPresented } from "../../shared/verification/first-presented.ts";
import { identify } from "./identify.ts";
import { normalise } from "./normalise.ts";

/** Shopify: https://shopify.dev/docs/apps/build/webhooks */
export const provider = {
  name: "shopify",
  keysVariable: "SHOPIFY_WEBHOOK_SECRET",
  // Webhooks, and the newer events whose headers have no `X-`.
  scheme: firstPresented([
    bodyHmac({ header: "X-Shopify-Hmac-Sha256", encoding: "base64" }),
    bodyHmac({ header: "Shopify-Hmac-Sha256", encoding: "base64" }),
  ]),
  identify,
  normalise,
} satisfies Provider;
