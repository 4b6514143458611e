import { Buffer } from "node:buffer";
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { Sign } from "./sign.ts";
import { launchBeside, type StandIn } from "./stand-in.ts";

/** A SendGrid of our own: its private keys are the secrets, as PEM. */
export type SendgridStandIn = StandIn & { readonly secret: string; readonly wrongSecret: string };

const entrypoint = new URL("../../functions/webhook-sendgrid/index.ts", import.meta.url);

/** Signs as only SendGrid can, with the private half of a key that is made for this run. */
export async function sendgridStandIn(
  environment: Readonly<Record<string, string>>,
): Promise<SendgridStandIn> {
  const [own, other] = [newKeys(), newKeys()];
  const trust = { SENDGRID_WEBHOOK_PUBLIC_KEY: own.publicKey };
  const url = await launchBeside("sendgrid", entrypoint, { ...environment, ...trust });
  return { url, sign: signAsSendgrid, secret: own.privateKey, wrongSecret: other.privateKey };
}

// https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
const signAsSendgrid: Sign = ({ body }, privateKey, at) => {
  const time = String(Math.floor(at.getTime() / 1000));
  const signature = sign("sha256", Buffer.concat([Buffer.from(time), body]), createPrivateKey(privateKey));
  const headers = {
    "x-twilio-email-event-webhook-timestamp": time,
    "x-twilio-email-event-webhook-signature": signature.toString("base64"),
  };
  return { path: "", headers };
};

function newKeys() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
