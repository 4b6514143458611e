import { verify } from "@octokit/webhooks-methods";
import { type Library, parsed, textOf } from "./library.ts";

/** GitHub's own, `@octokit/webhooks-methods`. */
export const github: Library = async (delivery, key) => {
  const signature = delivery.headers.get("x-hub-signature-256") ?? "";
  return parsed(delivery, await verify(key, textOf(delivery), signature));
};
