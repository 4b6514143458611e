import { createHmac, generateKeyPairSync, sign as signBytes } from "node:crypto";
import { parse } from "node:querystring";
import { sign as signAsGithub } from "@octokit/webhooks-methods";
import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import twilioLibrary from "twilio/lib/webhooks/webhooks.js";

/** What a sender is about to send. */
export type Unsigned = {
  readonly body: string;
  readonly url: string;
  readonly key: string;
  readonly moment: Date;
};

/** How a sender signs. */
export type Signer = {
  /** Whether the signature comes from the sender's library; one that only checks is asked about a signature of ours. */
  readonly byLibrary: boolean;
  readonly sendsForms?: true;
  /** The library takes milliseconds for a delivery: it calculates with an elliptic curve by itself. */
  readonly isSlow?: true;
  /** A key as the sender gives them out, made from a text; the text itself when left out. */
  readonly key?: (text: string) => string;
  readonly headers: (
    unsigned: Unsigned,
  ) => Readonly<Record<string, string>> | Promise<Record<string, string>>;
};

const { webhooks } = new Stripe("sk_test_unused");
const sendgridKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** How the senders sign whose libraries we have, by the provider's name. */
export const signers: ReadonlyMap<string, Signer> = new Map<string, Signer>([
  ["clerk", { byLibrary: true, key: standardKey, headers: signAsSvix }],
  ["resend", { byLibrary: true, key: standardKey, headers: signAsSvix }],
  ["svix", { byLibrary: true, key: standardKey, headers: signAsSvix }],
  ["standard", { byLibrary: true, key: standardKey, headers: signAsTheStandard }],
  [
    "stripe",
    {
      byLibrary: true,
      headers: async ({ body: payload, key: secret, moment }) => ({
        "stripe-signature": await webhooks.generateTestHeaderStringAsync({
          payload,
          secret,
          timestamp: seconds(moment),
        }),
      }),
    },
  ],
  [
    "github",
    {
      byLibrary: true,
      headers: async ({ body, key }) => ({ "x-hub-signature-256": await signAsGithub(key, body) }),
    },
  ],
  [
    "twilio",
    {
      byLibrary: true,
      sendsForms: true,
      headers: ({ body, url, key }) => ({
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": twilioLibrary.getExpectedTwilioSignature(key, url, parse(body)),
      }),
    },
  ],
  ["hubspot", { byLibrary: true, headers: signAsHubspot }],
  [
    "slack",
    {
      byLibrary: false,
      headers: ({ body, key, moment }) => ({
        "x-slack-request-timestamp": String(seconds(moment)),
        "x-slack-signature": `v0=${hmac(key, `v0:${seconds(moment)}:${body}`, "hex")}`,
      }),
    },
  ],
  [
    "sendgrid",
    {
      byLibrary: false,
      isSlow: true,
      key: () => sendgridKeys.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
      headers: ({ body, moment }) => ({
        "x-twilio-email-event-webhook-timestamp": String(seconds(moment)),
        "x-twilio-email-event-webhook-signature": signBytes(
          "sha256",
          new TextEncoder().encode(`${seconds(moment)}${body}`),
          sendgridKeys.privateKey,
        ).toString("base64"),
      }),
    },
  ],
  [
    "shopify",
    {
      byLibrary: false,
      headers: ({ body, key }) => ({ "x-shopify-hmac-sha256": hmac(key, body, "base64") }),
    },
  ],
  [
    "square",
    {
      byLibrary: false,
      headers: ({ body, url, key }) => ({
        "x-square-hmacsha256-signature": hmac(key, url + body, "base64"),
      }),
    },
  ],
  [
    "paddle",
    {
      byLibrary: false,
      headers: ({ body, key, moment }) => ({
        "paddle-signature": `ts=${seconds(moment)};h1=${hmac(key, `${seconds(moment)}:${body}`, "hex")}`,
      }),
    },
  ],
  [
    "lemon-squeezy",
    { byLibrary: false, headers: ({ body, key }) => ({ "x-signature": hmac(key, body, "hex") }) },
  ],
]);

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

function hmac(key: string, text: string, encoding: "hex" | "base64"): string {
  return createHmac("sha256", key).update(text).digest(encoding);
}

function standardKey(text: string): string {
  return `whsec_${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`;
}

function signAsTheStandard({ body, key, moment }: Unsigned): Record<string, string> {
  return standardHeaders("webhook", moment, new Webhook(key).sign("msg_1", moment, body));
}

function signAsSvix({ body, key, moment }: Unsigned): Record<string, string> {
  return standardHeaders("svix", moment, new SvixWebhook(key).sign("msg_1", moment, body));
}

function standardHeaders(family: string, moment: Date, signature: string): Record<string, string> {
  return {
    [`${family}-id`]: "msg_1",
    [`${family}-timestamp`]: String(seconds(moment)),
    [`${family}-signature`]: signature,
  };
}

function signAsHubspot({ body, url, key, moment }: Unsigned): Record<string, string> {
  const timestamp = moment.getTime();
  const options = { signature: "", clientSecret: key, requestBody: body, url, timestamp };
  return {
    "x-hubspot-request-timestamp": String(timestamp),
    "x-hubspot-signature-v3": Signature.getSignature("POST", "v3", options),
  };
}
