import { WebhookVerificationService } from "@hookflo/tern";
import { type Library, textOf } from "./library.ts";

/** Lemon Squeezy's own library verifies nothing; this is somebody else's, `@hookflo/tern`. */
export const lemonSqueezy: Library = async (delivery, key) => {
  const { url, headers } = delivery;
  const request = new Request(url, { method: "POST", headers, body: textOf(delivery) });
  const result = await WebhookVerificationService.verifyWithPlatformConfig(request, "lemonsqueezy", key);
  if (!result.isValid) throw new Error("The library refuses the delivery.");
  return result.payload;
};
