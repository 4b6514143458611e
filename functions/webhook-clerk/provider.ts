import type { Provider } from "../../shared/intake/provider.ts";
import { identify } from "../../shared/standard-webhooks/identify.ts";
import { standardWebhooks } from "../../shared/verification/standard-webhooks.ts";
import { normalise } from "./normalise.ts";

/** Clerk, which sends by Svix: https://clerk.com/docs/guides/development/webhooks/overview */
export const provider = {
  name: "clerk",
  keysVariable: "CLERK_WEBHOOK_SECRET",
  scheme: standardWebhooks(),
  identify,
  normalise,
} satisfies Provider;
