import type { Provider } from "../../shared/intake/provider.ts";
import { sharedToken } from "../../shared/verification/shared-token.ts";
import { confirm } from "./confirm.ts";
import { identify } from "./identify.ts";
import { normalise } from "./normalise.ts";
import { reconcile } from "./reconcile.ts";

/** Kajabi: https://help.kajabi.com/articles/api-integrations/webhooks/webhooks-explained */
export const provider = {
  name: "kajabi",
  keysVariable: "KAJABI_WEBHOOK_SECRET",
  // Kajabi signs nothing and sends no headers of ours: the secret is in the address it calls.
  scheme: sharedToken({ query: "token", pathAfter: "webhook-kajabi" }),
  pathSegment: "token",
  identify,
  normalise,
  confirm,
  reconcile,
} satisfies Provider;
