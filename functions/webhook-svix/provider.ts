import type { Provider } from "../../shared/intake/provider.ts";
import { identify } from "../../shared/standard-webhooks/identify.ts";
import { normalise } from "../../shared/standard-webhooks/normalise.ts";
import { standardWebhooks } from "../../shared/verification/standard-webhooks.ts";

/** Any sender that sends by Svix: https://docs.svix.com/receiving/verifying-payloads/how */
export const provider = {
  name: "svix",
  keysVariable: "SVIX_WEBHOOK_SECRET",
  scheme: standardWebhooks(),
  identify,
  normalise,
} satisfies Provider;
