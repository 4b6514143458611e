import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { crc32 } from "../../shared/verification/crc32.ts";
import type { Delivery } from "../../shared/verification/types.ts";

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;
const rsaSize = { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) } as const;

type Algorithm = typeof ecdsa | { readonly name: (typeof rsa)["name"]; readonly hash: "SHA-1" | "SHA-256" };

/** Keys, and how they sign. */
export type KeyPair = Omit<Awaited<ReturnType<typeof newKeyPair>>, "algorithm"> & {
  readonly algorithm: Algorithm;
};

/** A certificate and the keys that belong to it. */
export type Issued = { readonly pem: string; readonly keys: KeyPair; readonly name: string };

/** What a certificate says; what is left out is as it should be. */
export type Wish = {
  readonly name: string;
  /** Null for a certificate that signs itself. */
  readonly issuer: Issued | null;
  readonly keys?: KeyPair;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly x509.Extension[];
};

/** The webhook id for which `transmission` signs. */
export const webhookId = "1JE4291016473214C";

/** When `transmission` signs. */
export const transmissionTime = "2027-01-15T08:00:00Z";

/** Keys of an authority. */
export async function newKeyPair() {
  return { ...(await crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"])), algorithm: ecdsa };
}

/** Keys that PayPal signs deliveries with. Takes seconds to make. */
export async function newRsaKeyPair() {
  const pair = await crypto.subtle.generateKey({ ...rsa, ...rsaSize }, true, ["sign", "verify"]);
  return { ...pair, algorithm: rsa };
}

/** RSA keys, to sign certificates over SHA-1 with. */
export async function forSha1({ publicKey, privateKey }: KeyPair): Promise<KeyPair> {
  const algorithm = { ...rsa, hash: "SHA-1" } as const;
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", privateKey);
  return {
    publicKey,
    privateKey: await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]),
    algorithm,
  };
}

/** What makes a certificate that of an authority; less when asked for less. */
export function authority({
  ca = true,
  pathLength = 2,
  usage = x509.KeyUsageFlags.keyCertSign,
} = {}): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(ca, ca ? pathLength : undefined, true),
    new x509.KeyUsagesExtension(usage, true),
  ];
}

/** Makes a certificate, valid in 2026 and 2027. */
export async function issue(wish: Wish): Promise<Issued> {
  const { name, issuer, keys = await newKeyPair(), extensions = [] } = wish;
  const { notBefore = new Date("2026-01-01"), notAfter = new Date("2028-01-01") } = wish;
  const signer = issuer?.keys ?? keys;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: name,
    issuer: issuer?.name ?? name,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: signer.algorithm,
    extensions: [...extensions],
  });
  return { pem: certificate.toString("pem"), keys, name };
}

/** A delivery as PayPal makes it, signed with these keys and naming this address for their certificate. */
export async function transmission({ privateKey }: KeyPair, certificateUrl: string): Promise<Delivery> {
  const body = new TextEncoder().encode('{"id":"WH-58D329510W468432D-8HN650336L201105X"}');
  const id = "69cd13f0-d67a-11e5-baa3-778b53f4ae55";
  const message = new TextEncoder().encode(`${id}|${transmissionTime}|${webhookId}|${crc32(body)}`);
  const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, message);
  const headers = new Headers({
    "paypal-transmission-id": id,
    "paypal-transmission-time": transmissionTime,
    "paypal-transmission-sig": btoa(String.fromCharCode(...new Uint8Array(signature))),
    "paypal-cert-url": certificateUrl,
    "paypal-auth-algo": "SHA256withRSA",
  });
  return { method: "POST", url: "https://project.example.test/functions/v1/webhook-paypal", headers, body };
}
