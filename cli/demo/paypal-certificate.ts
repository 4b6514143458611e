import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const algorithm = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
} as const;
const authorityName = "CN=Sluice demo authority";
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A certificate like PayPal's, from an authority made for one run. */
export type DemoCertificate = {
  /** PEM, as the other. */
  readonly root: string;
  readonly certificate: string;
  /** Signs bytes as the certificate's owner. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
};

/** Makes an authority, and has it issue a certificate of the name that PayPal's has. */
export async function issueDemoCertificate(): Promise<DemoCertificate> {
  const authority = await newKeys();
  const keys = await newKeys();
  const root = await issue(authorityName, authority, authority, [
    new x509.BasicConstraintsExtension(true, 1, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  ]);
  const certificate = await issue("CN=messageverificationcerts.paypal.com", keys, authority, []);
  return {
    root,
    certificate,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign(algorithm, keys.privateKey, message)),
  };
}

type Keys = Awaited<ReturnType<typeof newKeys>>;

async function newKeys() {
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function issue(
  subject: string,
  { publicKey }: Keys,
  { privateKey: signingKey }: Keys,
  extensions: x509.Extension[],
): Promise<string> {
  const made = await x509.X509CertificateGenerator.create({
    subject,
    issuer: authorityName,
    notBefore: new Date(Date.now() - dayMilliseconds),
    notAfter: new Date(Date.now() + dayMilliseconds),
    publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions,
  });
  return made.toString("pem");
}
