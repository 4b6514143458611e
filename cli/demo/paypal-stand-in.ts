import { Buffer } from "node:buffer";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { provider } from "../../functions/webhook-paypal/provider.ts";
import { readConnection } from "../../shared/database/connection.ts";
import { dataApiRpc } from "../../shared/database/rpc.ts";
import { newRequestId } from "../../shared/http/request-id.ts";
import { databaseStore } from "../../shared/intake/store.ts";
import { type WebhookApp, webhookApp } from "../../shared/intake/webhook-app.ts";
import { crc32 } from "../../shared/verification/crc32.ts";
import { paypalCertificate } from "../../shared/verification/paypal-certificate.ts";
import type { Environment } from "../../shared/settings.ts";
import type { Sign } from "./sign.ts";

const algorithm = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
} as const;
const commonName = "CN=messageverificationcerts.paypal.com";
const certificateUrl = "https://api.paypal.com/v1/notifications/certs/CERT-DEMO";

/** A PayPal of our own, and the function that believes it. */
export type PaypalStandIn = { readonly sign: Sign; readonly app: WebhookApp };

/**
 * Signs as PayPal does, which only PayPal can: with a certificate that PayPal's authority has issued. So this has an authority of
 * its own, made for one run, and runs the function's own app in this process with nothing changed but whom it trusts and where the
 * certificate comes from. A function that is deployed trusts DigiCert alone, and no setting changes that.
 */
export async function paypalStandIn(webhookId: string, environment: Environment): Promise<PaypalStandIn> {
  const authority = await newKeys();
  const keys = await newKeys();
  const root = await certificate("CN=Sluice demo authority", authority.publicKey, authority, [
    new x509.BasicConstraintsExtension(true, 1, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  ]);
  const leaf = await certificate(commonName, keys.publicKey, authority, []);
  const scheme = paypalCertificate({
    fetch: async () => new Response(leaf),
    trustedRoots: [root],
  });
  const app = webhookApp(
    { ...provider, scheme },
    {
      keys: (endpoint) => (endpoint === "" ? [webhookId] : null),
      publicUrl: "https://demo.example.test",
      defaults: {},
      store: databaseStore(dataApiRpc(readConnection(environment))),
      now: () => new Date(),
      log: () => undefined,
      newRequestId,
      confirm: null,
    },
  );
  return { sign: (message, id, at) => sign(keys.privateKey, message, id, at), app };
}

type Keys = Awaited<ReturnType<typeof newKeys>>;

async function newKeys() {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function certificate(
  subject: string,
  publicKey: Keys["publicKey"],
  issuer: Keys,
  extensions: readonly x509.Extension[],
): Promise<string> {
  const day = 24 * 60 * 60 * 1000;
  const made = await x509.X509CertificateGenerator.create({
    subject,
    issuer: "CN=Sluice demo authority",
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    publicKey,
    signingKey: issuer.privateKey,
    signingAlgorithm: algorithm,
    extensions: [...extensions],
  });
  return made.toString("pem");
}

async function sign(key: Keys["privateKey"], { body }: Parameters<Sign>[0], webhookId: string, at: Date) {
  const id = crypto.randomUUID();
  const time = at.toISOString();
  const message = new TextEncoder().encode(`${id}|${time}|${webhookId}|${crc32(body)}`);
  const signature = await crypto.subtle.sign(algorithm, key, message);
  const headers = {
    "paypal-transmission-id": id,
    "paypal-transmission-time": time,
    "paypal-transmission-sig": Buffer.from(signature).toString("base64"),
    "paypal-cert-url": certificateUrl,
    "paypal-auth-algo": "SHA256withRSA",
  };
  return { path: "", headers };
}
