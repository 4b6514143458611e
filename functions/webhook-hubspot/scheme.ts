import { z } from "zod/v3";
import { type Environment, readSettings } from "../../shared/settings.ts";
import { firstPresented } from "../../shared/verification/first-presented.ts";
import { prefixedHash } from "../../shared/verification/prefixed-hash.ts";
import { requestHmac } from "../../shared/verification/request-hmac.ts";
import type { Scheme } from "../../shared/verification/types.ts";

/** HubSpot's signature, version 3: https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests */
export const scheme: Scheme = requestHmac({
  header: "X-HubSpot-Signature-v3",
  encoding: "base64",
  content: "{method}{url}{body}{timestamp}",
  timestamp: { header: "X-HubSpot-Request-Timestamp", unit: "milliseconds" },
  decodesUrl: true,
});

const former = ["v2", "v1"].map((value) =>
  prefixedHash({
    header: "X-HubSpot-Signature",
    version: { header: "X-HubSpot-Signature-Version", value },
    coversRequest: value === "v2",
  }),
);

const settings = z.object({ HUBSPOT_FORMER_SIGNATURES: z.enum(["accept", "refuse"]).default("refuse") });

/** Version 3 alone, or, where `HUBSPOT_FORMER_SIGNATURES` is `accept`, the two before it for deliveries without it. */
export function configureScheme(environment: Environment): Scheme {
  const { HUBSPOT_FORMER_SIGNATURES: decided } = readSettings(settings, environment);
  return decided === "accept" ? firstPresented([scheme, ...former]) : scheme;
}
