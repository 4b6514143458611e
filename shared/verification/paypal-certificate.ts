import { certificateSource, type FetchCertificate } from "./certificate-source.ts";
import { crc32 } from "./crc32.ts";
import { decodeBase64 } from "./decode-base64.ts";
import { requireCallable } from "./immediate-scheme.ts";
import { parseRfc3339 } from "./parse-rfc3339.ts";
import { readHeader } from "./read-header.ts";
import { refuseOutside, timeWindow } from "./time-window.ts";
import type { Scheme } from "./types.ts";
import { accepted, type Refusal, refused } from "./verdict.ts";

/** What PayPal's scheme needs from outside. */
export type PaypalCertificateOptions = {
  readonly fetch: FetchCertificate;
  /** PEM, one certificate each. PayPal's certificate must lead to one of them. */
  readonly trustedRoots: readonly string[];
  /** PEM, one certificate each: those between, for when PayPal serves its own alone. */
  readonly intermediates?: readonly string[];
  /**
   * How old a transmission may be. Three days when left out: PayPal retries for as long, and doesn't say whether a retry
   * carries a new time. Only the event id tells a replay within them.
   */
  readonly toleranceSeconds?: number;
};

type Transmission = {
  readonly id: string;
  readonly time: string;
  readonly signature: Uint8Array;
  readonly certificateUrl: string;
  /** The one name that the certificate at this address may have: the sandbox signs for the sandbox alone. */
  readonly commonName: string;
};

const retrySeconds = 3 * 24 * 60 * 60;
const futureSeconds = 5 * 60;
const idGrammar = /^[A-Za-z0-9-]{1,64}$/;
// Stricter than a URL parser: no port, user, query, fragment, dot segment or escape has a way in.
const urlGrammar =
  /^https:\/\/api(?:-m)?(\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/[A-Za-z0-9_-]{1,128}$/;

/**
 * PayPal's signature: RSA with SHA-256 over `id|time|webhook id|CRC-32 of the body`, under a certificate of its own that
 * is fetched from the address in the delivery. The keys are the ids of the webhooks, which PayPal doesn't send.
 *
 * The certificate is fetched only from PayPal's own addresses, after all that can be checked without it, and must lead to
 * a trusted root. Throws `VerificationUnavailable` when it can't be fetched.
 */
export function paypalCertificate(options: PaypalCertificateOptions): Scheme {
  const { fetch, trustedRoots, intermediates = [], toleranceSeconds = retrySeconds } = options;
  if (trustedRoots.length === 0) throw new TypeError("PayPal's scheme needs a trusted root.");
  const window = timeWindow(toleranceSeconds, futureSeconds);
  const certificateAt = certificateSource(fetch, { trustedRoots, intermediates });

  return async function verifyPaypalTransmission({ headers, body }, webhookIds, now) {
    requireCallable(webhookIds, now);
    const transmission = readTransmission(headers);
    if ("ok" in transmission) return transmission;
    const { id, time, signature, certificateUrl, commonName } = transmission;
    const seconds = parseRfc3339(time);
    if (seconds === null) return refused("malformed-credential");
    const outside = refuseOutside(window, seconds, now);
    if (outside) return outside;

    const certificate = await certificateAt(certificateUrl, now);
    if (certificate?.commonName !== commonName) return refused("untrusted-certificate");
    const checksum = crc32(body);
    for (const webhookId of webhookIds) {
      const message = new TextEncoder().encode(`${id}|${time}|${webhookId}|${checksum}`);
      const { publicKey } = certificate;
      if (await crypto.subtle.verify("RSASSA-PKCS1-v1_5", publicKey, signature, message)) {
        return accepted;
      }
    }
    return refused("mismatch");
  };
}

function readTransmission(headers: Headers): Transmission | Refusal {
  const id = readHeader(headers, "paypal-transmission-id");
  if (typeof id !== "string") return id;
  const time = readHeader(headers, "paypal-transmission-time");
  if (typeof time !== "string") return time;
  const signatureText = readHeader(headers, "paypal-transmission-sig");
  if (typeof signatureText !== "string") return signatureText;
  const certificateUrl = readHeader(headers, "paypal-cert-url");
  if (typeof certificateUrl !== "string") return certificateUrl;
  const algorithm = readHeader(headers, "paypal-auth-algo");
  if (typeof algorithm !== "string") return algorithm;

  if (algorithm !== "SHA256withRSA") return refused("unsupported-algorithm");
  const signature = decodeBase64(signatureText);
  if (!idGrammar.test(id) || signature === null) return refused("malformed-credential");
  const address = urlGrammar.exec(certificateUrl);
  if (address === null) return refused("untrusted-certificate");
  const commonName = `messageverificationcerts${address[1] ?? ""}.paypal.com`;
  return { id, time, signature, certificateUrl, commonName };
}
