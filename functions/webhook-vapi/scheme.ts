import { z } from "zod/v3";
import { type Environment, readSettings } from "../../shared/settings.ts";
import { bodyHmac } from "../../shared/verification/body-hmac.ts";
import { firstPresented } from "../../shared/verification/first-presented.ts";
import { requestHmac } from "../../shared/verification/request-hmac.ts";
import { sharedToken } from "../../shared/verification/shared-token.ts";
import { standardWebhooks } from "../../shared/verification/standard-webhooks.ts";
import type { Scheme } from "../../shared/verification/types.ts";

const secretHeader = sharedToken({ header: "X-Vapi-Secret" });
const bearer = sharedToken({ header: "Authorization", headerPrefix: "Bearer " });

/**
 * The credentials that Vapi makes unless it is told otherwise, the strongest first: HMAC of time and body, HMAC of the body
 * as its examples have it (with a prefix or without), the server's secret, a bearer token. https://docs.vapi.ai/server-url/server-authentication
 */
export const scheme: Scheme = firstPresented([
  requestHmac({
    header: "X-Signature",
    encoding: "hex",
    content: "{timestamp}.{body}",
    timestamp: { header: "X-Timestamp", unit: "either" },
  }),
  bodyHmac({ header: "X-Vapi-Signature", prefix: "sha256=", prefixIsOptional: true, encoding: "hex" }),
  secretHeader,
  bearer,
]);

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "must be the name of a header");

const settings = z.object({
  VAPI_CREDENTIAL: z.enum(["hmac", "secret", "bearer", "standard-webhooks"]).optional(),
  VAPI_HMAC_ALGORITHM: z.enum(["sha256", "sha512", "sha1"]).default("sha256"),
  VAPI_HMAC_SIGNATURE_HEADER: headerName.default("X-Signature"),
  VAPI_HMAC_SIGNATURE_PREFIX: z.string().max(64).default(""),
  VAPI_HMAC_SIGNATURE_ENCODING: z.enum(["hex", "base64"]).default("hex"),
  VAPI_HMAC_TIMESTAMP_HEADER: headerName.default("X-Timestamp"),
  VAPI_HMAC_PAYLOAD_FORMAT: z
    .string()
    .refine(isPayloadFormat, "must hold {body}, and may hold {timestamp}, {method} and {url}")
    .default("{timestamp}.{body}"),
  VAPI_HMAC_SECRET_ENCODING: z.enum(["utf8", "base64"]).default("utf8"),
});

function isPayloadFormat(format: string): boolean {
  const fixed = format.replaceAll(/\{(?:timestamp|body|method|url)\}/g, "");
  return format.includes("{body}") && !/[{}]/.test(fixed);
}

/** The scheme of the one credential that `VAPI_CREDENTIAL` names; without it, that of all that Vapi makes by itself. */
export function configureScheme(environment: Environment): Scheme {
  const chosen = readSettings(settings, environment);
  switch (chosen.VAPI_CREDENTIAL) {
    case undefined:
      return scheme;
    case "secret":
      return secretHeader;
    case "bearer":
      return bearer;
    case "standard-webhooks":
      return standardWebhooks();
    case "hmac":
      return requestHmac({
        header: chosen.VAPI_HMAC_SIGNATURE_HEADER,
        prefix: chosen.VAPI_HMAC_SIGNATURE_PREFIX,
        encoding: chosen.VAPI_HMAC_SIGNATURE_ENCODING,
        hash: chosen.VAPI_HMAC_ALGORITHM,
        content: chosen.VAPI_HMAC_PAYLOAD_FORMAT,
        secretEncoding: chosen.VAPI_HMAC_SECRET_ENCODING,
        ...(chosen.VAPI_HMAC_PAYLOAD_FORMAT.includes("{timestamp}") && {
          timestamp: { header: chosen.VAPI_HMAC_TIMESTAMP_HEADER, unit: "either" },
        }),
      });
  }
}
