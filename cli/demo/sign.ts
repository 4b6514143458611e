import { createHmac } from "node:crypto";
import { Buffer } from "node:buffer";

/** What a sender signs. */
export type Message = { readonly id: string; readonly body: Uint8Array };

/** What a sender puts around a body: what follows the function's name in the address, and the headers. */
export type Signed = { readonly path: string; readonly headers: Readonly<Record<string, string>> };

/** Signs as a sender does, by our own reading of its documentation and without the code that will verify it. */
export type Sign = (message: Message, secret: string, at: Date) => Signed | Promise<Signed>;

/** How the senders sign that share a secret with us, by provider. */
export const signers: Readonly<Partial<Record<string, Sign>>> = {
  // https://docs.stripe.com/webhooks#verify-manually
  stripe({ body }, secret, at) {
    const time = unixTime(at);
    return headers({ "stripe-signature": `t=${time},v1=${hmac(secret, `${time}.`, body).toString("hex")}` });
  },
  // https://developers.tickettailor.com/docs/webhook/security
  "ticket-tailor"({ body }, secret, at) {
    const time = unixTime(at);
    const signature = hmac(secret, time, body).toString("hex");
    return headers({ "tickettailor-webhook-signature": `t=${time},v1=${signature}` });
  },
  // https://www.standardwebhooks.com
  standard({ id, body }, secret, at) {
    const time = unixTime(at);
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return headers({
      "webhook-id": id,
      "webhook-timestamp": time,
      "webhook-signature": `v1,${hmac(key, `${id}.${time}.`, body).toString("base64")}`,
    });
  },
  // https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures
  calendly({ body }, secret, at) {
    const time = unixTime(at);
    const signature = hmac(secret, `${time}.`, body).toString("hex");
    return headers({ "calendly-webhook-signature": `t=${time},v1=${signature}` });
  },
  // https://docs.vapi.ai/server-url/server-authentication
  vapi: (_, secret) => headers({ "x-vapi-secret": secret }),
  // Instantly signs nothing, and sends the headers that a webhook is given.
  instantly: (_, secret) => headers({ "x-webhook-token": secret }),
  // Kajabi signs nothing: the secret is in the address.
  kajabi: (_, secret) => ({ path: `/${secret}`, headers: {} }),
};

function headers(headers: Signed["headers"]): Signed {
  return { path: "", headers };
}

function unixTime(at: Date): string {
  return String(Math.floor(at.getTime() / 1000));
}

function hmac(key: string | Uint8Array, prefix: string, body: Uint8Array): Buffer {
  return createHmac("sha256", key).update(prefix).update(body).digest();
}
