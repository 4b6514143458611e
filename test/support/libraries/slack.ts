import { verifySlackRequest } from "@slack/bolt/dist/receivers/verify-request.js";
import { type Library, parsed, textOf } from "./library.ts";

/** Slack's own, `@slack/bolt`: the part that reads the signature, not the server around it. */
export const slack: Library = (delivery, key) => {
  const { headers } = delivery;
  verifySlackRequest({
    signingSecret: key,
    body: textOf(delivery),
    headers: {
      "x-slack-signature": headers.get("x-slack-signature") ?? "",
      "x-slack-request-timestamp": Number(headers.get("x-slack-request-timestamp") ?? Number.NaN),
    },
  });
  return parsed(delivery, true);
};
