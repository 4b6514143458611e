import { createHash, createHmac } from "node:crypto";
import { Buffer } from "node:buffer";

/** What a sender signs. */
export type Message = {
  readonly id: string;
  readonly body: Uint8Array;
  /** What kind of event it tells, for a sender who says so in a header. */
  readonly type?: string;
  readonly isForm?: boolean;
  /** Where it is sent, for a sender who signs that. */
  readonly url?: string;
};

/** What a sender puts around a body: what follows the function's name in the address, and the headers; and into it. */
export type Signed = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body with the signature in it. */
  readonly body?: Uint8Array;
};

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
  // https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
  shopify({ body, type = "" }, secret) {
    const signature = hmac(secret, "", body).toString("base64");
    return headers({ "x-shopify-hmac-sha256": signature, "x-shopify-topic": type });
  },
  // https://docs.lemonsqueezy.com/help/webhooks/signing-requests
  "lemon-squeezy"({ body }, secret) {
    return headers({ "x-signature": hmac(secret, "", body).toString("hex") });
  },
  // https://developer.paddle.com/webhooks/signature-verification
  paddle({ body }, secret, at) {
    const time = unixTime(at);
    return headers({ "paddle-signature": `ts=${time};h1=${hmac(secret, `${time}:`, body).toString("hex")}` });
  },
  // https://developer.squareup.com/docs/webhooks/step3validate
  square({ body, url = "" }, secret) {
    return headers({ "x-square-hmacsha256-signature": hmac(secret, url, body).toString("base64") });
  },
  // https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
  hubspot({ body, url = "" }, secret, at) {
    const time = String(at.getTime());
    const signature = hmac(secret, `POST${url}`, Buffer.concat([body, Buffer.from(time)]));
    return headers({
      "x-hubspot-request-timestamp": time,
      "x-hubspot-signature-v3": signature.toString("base64"),
    });
  },
  // https://www.twilio.com/docs/usage/webhooks/webhooks-security
  twilio({ body, url = "", isForm }, secret) {
    if (isForm) {
      const fields = [...new URLSearchParams(Buffer.from(body).toString())].map((pair) => pair.join(""));
      const signature = twilioSignature(secret, url + fields.sort().join(""));
      return headers({
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
      });
    }
    const path = `?bodySHA256=${createHash("sha256").update(body).digest("hex")}`;
    return { path, headers: { "x-twilio-signature": twilioSignature(secret, url + path) } };
  },
  // https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks: in the body, and not over it.
  mailgun({ id, body }, secret, at) {
    const text = Buffer.from(body).toString();
    if (!text.endsWith("}")) return headers({});
    const timestamp = unixTime(at);
    const token = createHash("sha256").update(id).digest("hex").slice(0, 50);
    const signature = hmac(secret, timestamp, Buffer.from(token)).toString("hex");
    const signed = `${text.slice(0, -1)},"signature":${JSON.stringify({ timestamp, token, signature })}}`;
    return { path: "", headers: {}, body: new Uint8Array(Buffer.from(signed)) };
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

function twilioSignature(secret: string, text: string): string {
  return createHmac("sha1", secret).update(text).digest("base64");
}

function hmac(key: string | Uint8Array, prefix: string, body: Uint8Array): Buffer {
  return createHmac("sha256", key).update(prefix).update(body).digest();
}
