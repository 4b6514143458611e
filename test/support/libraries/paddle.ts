import { Paddle } from "@paddle/paddle-node-sdk";
import { type Library, parsed, textOf } from "./library.ts";

const { webhooks } = new Paddle("unused");

/** Paddle's own, but for the classes that it makes of what it has verified. */
export const paddle: Library = async (delivery, key) => {
  const signature = delivery.headers.get("paddle-signature") ?? "";
  return parsed(delivery, await webhooks.isSignatureValid(textOf(delivery), key, signature));
};
