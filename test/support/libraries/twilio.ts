import { parse } from "node:querystring";
import twilioLibrary from "twilio/lib/webhooks/webhooks.js";
import { type Library, parsed, textOf } from "./library.ts";

const { validateRequest, validateRequestWithBody } = twilioLibrary;

/** Twilio's own: a form by its fields, anything else by its hash in the address. */
export const twilio: Library = (delivery, key) => {
  const { url, headers } = delivery;
  const signature = headers.get("x-twilio-signature") ?? "";
  if (new URL(url).searchParams.has("bodySHA256")) {
    return parsed(delivery, validateRequestWithBody(key, signature, url, textOf(delivery)));
  }
  const fields = parse(textOf(delivery));
  if (!validateRequest(key, signature, url, fields)) throw new Error("The library refuses the delivery.");
  return fields;
};
