import type { Provider } from "../../shared/intake/provider.ts";
import { identify } from "../../shared/standard-webhooks/identify.ts";
import { normalise } from "../../shared/standard-webhooks/normalise.ts";
import { standardWebhooks } from "../../shared/verification/standard-webhooks.ts";

/** Any sender that speaks Standard Webhooks, or Svix's dialect of it: https://www.standardwebhooks.com */
export const provider = {
  name: "standard",
  keysVariable: "STANDARD_WEBHOOK_SECRET",
  scheme: standardWebhooks(),
  identify,
  normalise,
} satisfies Provider;
