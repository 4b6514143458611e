import { WebhooksHelper } from "square";
import { type Library, parsed, textOf } from "./library.ts";

/** Square's own. */
export const square: Library = async (delivery, key) => {
  const isValid = await WebhooksHelper.verifySignature({
    requestBody: textOf(delivery),
    signatureHeader: delivery.headers.get("x-square-hmacsha256-signature") ?? "",
    signatureKey: key,
    notificationUrl: delivery.url,
  });
  return parsed(delivery, isValid);
};
