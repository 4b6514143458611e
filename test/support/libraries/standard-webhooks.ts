import { Webhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { type Library, madeOnce, textOf } from "./library.ts";

const ofTheStandard = madeOnce((key) => new Webhook(withoutVersion(key)));
const ofSvix = madeOnce((key) => new SvixWebhook(withoutVersion(key)));

/** The standard's own, and Svix's where its headers were sent. */
export const standardWebhooks: Library = (delivery, key) => {
  const library = delivery.headers.has("svix-id") ? ofSvix(key) : ofTheStandard(key);
  return library.verify(textOf(delivery), Object.fromEntries(delivery.headers));
};

/** Supabase Auth shows its keys as `v1,whsec_…`, which neither library takes. */
function withoutVersion(key: string): string {
  return key.replace(/^v1,/, "");
}
