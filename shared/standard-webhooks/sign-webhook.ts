import { createHmac } from "node:crypto";
import { decodeBase64 } from "../verification/decode-base64.ts";

/** What is signed of a webhook, and with what. */
export type UnsignedWebhook = {
  /** The same at each attempt; without a full stop, which would move the bounds of what is signed. */
  readonly id: string;
  readonly body: string;
  readonly at: Date;
  /** From `readWebhookKeys`; several while one is rotated. */
  readonly keys: readonly Uint8Array[];
};

/** The headers of a webhook by Standard Webhooks 1.0.0: HMAC-SHA256 in base64 over `id.timestamp.body`, one for each key. */
export function webhookHeaders({ id, body, at, keys }: UnsignedWebhook): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = keys.map((key) => {
    const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`);
    return `v1,${mac.digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

// The standard asks for 24 bytes or more, and 16 are beyond guessing.
const shortestKey = 16;

/** The keys that a setting holds, comma-separated, each base64 after an optional `whsec_`; throws without quoting any. */
export function readWebhookKeys(variable: string, text: string): readonly Uint8Array[] {
  return text.split(",").map((part) => {
    const key = decodeBase64(part.trim().replace(/^whsec_/, ""));
    if (key === null || key.length < shortestKey) {
      throw new Error(
        `${variable} must be whsec_ and ${shortestKey} bytes or more in base64, or several of these, comma-separated.`,
      );
    }
    return key;
  });
}
