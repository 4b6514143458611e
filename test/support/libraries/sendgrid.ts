import { EventWebhook } from "@sendgrid/eventwebhook";
import { type Library, madeOnce, parsed, textOf } from "./library.ts";

const library = new EventWebhook();
const publicKey = madeOnce((key) => library.convertPublicKeyToECDSA(key));

/** SendGrid's own, `@sendgrid/eventwebhook`. */
export const sendgrid: Library = (delivery, key) => {
  const signature = delivery.headers.get("x-twilio-email-event-webhook-signature") ?? "";
  const timestamp = delivery.headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
  const isValid = library.verifySignature(publicKey(key), textOf(delivery), signature, timestamp);
  return parsed(delivery, isValid);
};
