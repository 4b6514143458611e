import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { type Library, parsed, textOf } from "./library.ts";

/** HubSpot's own, `@hubspot/api-client`, by the third version of its signature. */
export const hubspot: Library = (delivery, key) => {
  const { method, url, headers } = delivery;
  const isValid = Signature.isValid({
    signatureVersion: "v3",
    signature: headers.get("x-hubspot-signature-v3") ?? "",
    timestamp: Number(headers.get("x-hubspot-request-timestamp") ?? Number.NaN),
    clientSecret: key,
    method,
    url,
    requestBody: textOf(delivery),
  });
  return parsed(delivery, isValid);
};
