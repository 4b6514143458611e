import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";

/** Signs a body by Standard Webhooks, and states its digest (RFC 9530). */
export function signedHeaders(
  secret: string,
  id: string,
  body: Uint8Array,
  at: Date,
): Record<string, string> {
  const time = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${time}.`).update(body).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": `v1,${signature}`,
    "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
  };
}
