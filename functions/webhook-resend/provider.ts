import type { Provider } from "../../shared/intake/provider.ts";
import { identify } from "../../shared/standard-webhooks/identify.ts";
import { standardWebhooks } from "../../shared/verification/standard-webhooks.ts";
import { normalise } from "./normalise.ts";

/** Resend, which sends by Svix: https://resend.com/docs/webhooks/introduction */
export const provider = {
  name: "resend",
  keysVariable: "RESEND_WEBHOOK_SECRET",
  scheme: standardWebhooks(),
  identify,
  normalise,
} satisfies Provider;
