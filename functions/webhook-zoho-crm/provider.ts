import type { Provider } from "../../shared/intake/provider.ts";
import { bodyToken } from "../../shared/verification/body-token.ts";
import { firstPresented } from "../../shared/verification/first-presented.ts";
import { sharedToken } from "../../shared/verification/shared-token.ts";
import { identify } from "./identify.ts";
import { normalise } from "./normalise.ts";

/** Zoho CRM, which signs nothing: https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html */
export const provider = {
  name: "zoho-crm",
  keysVariable: "ZOHO_CRM_WEBHOOK_SECRET",
  // A workflow's webhook sends the header that it is given; a notification repeats its channel's token in the body.
  scheme: firstPresented([
    sharedToken({ header: "X-Webhook-Token", query: "token" }),
    bodyToken({ field: "token" }),
  ]),
  identify,
  normalise,
} satisfies Provider;
