import { type ChainMaterial, type TrustedCertificate, trustedCertificate } from "./certificate-chain.ts";
import { VerificationUnavailable } from "./verification-unavailable.ts";

/** How a certificate is fetched: the part of `fetch` that is used. */
export type FetchCertificate = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The certificate at an address; null when what is there isn't trusted at this time, or nothing is there.
 * Throws `VerificationUnavailable` when it can't be had.
 */
export type CertificateSource = (url: string, now: Date) => Promise<TrustedCertificate | null>;

type Outcome = { readonly certificate: TrustedCertificate | null; readonly from: Date; readonly to: Date };

const largest = 64 * 1024;
const fetchMilliseconds = 5_000;
const mostFetches = 4;
const trusted = { most: 8, milliseconds: 24 * 60 * 60 * 1000 };
const untrusted = { most: 64, milliseconds: 60 * 1000 };

/**
 * Fetches certificates, checks their chain, and remembers the outcome: for a day that of one that is trusted (PayPal's
 * `max-age`), for a minute that of one that isn't or isn't there.
 *
 * Strangers choose the addresses, within what the caller allows. So there is one fetch at a time for an address and four
 * in all, the memory is bounded, and what isn't trusted can't push out what is.
 */
export function certificateSource(fetch: FetchCertificate, material: ChainMaterial): CertificateSource {
  const memory = { trusted: new Map<string, Outcome>(), untrusted: new Map<string, Outcome>() };
  const underWay = new Map<string, Promise<TrustedCertificate | null>>();

  async function load(url: string, now: Date): Promise<TrustedCertificate | null> {
    const pem = await download(fetch, url);
    const certificate = pem === null ? null : await trustedCertificate(pem, material, now);
    memory.trusted.delete(url);
    memory.untrusted.delete(url);
    const { most, milliseconds } = certificate ? trusted : untrusted;
    const end = now.getTime() + milliseconds;
    const to = new Date(Math.min(end, certificate?.notAfter.getTime() ?? end));
    remember(certificate ? memory.trusted : memory.untrusted, most, url, { certificate, from: now, to });
    return certificate;
  }

  return async function certificateAt(url, now) {
    const outcome = memory.trusted.get(url) ?? memory.untrusted.get(url);
    if (outcome && outcome.from <= now && now <= outcome.to) return outcome.certificate;
    const loading = underWay.get(url);
    if (loading) return loading;
    if (underWay.size >= mostFetches) {
      throw new VerificationUnavailable("Too many certificates are being fetched.");
    }
    const started = load(url, now).finally(() => underWay.delete(url));
    underWay.set(url, started);
    return started;
  };
}

function remember(memory: Map<string, Outcome>, most: number, url: string, outcome: Outcome): void {
  memory.set(url, outcome);
  const [oldest] = memory.keys();
  if (memory.size > most && oldest !== undefined) memory.delete(oldest);
}

/** The text at an address; null when the server says that there is none for us. */
async function download(fetch: FetchCertificate, url: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(fetchMilliseconds);
    // A redirect would leave the addresses that are allowed. Followed by nobody, it is an answer like "not found".
    const response = await fetch(url, { redirect: "manual", signal });
    if (response.status >= 500 || response.status === 429) {
      throw new Error(`The server answered ${response.status}.`);
    }
    if (response.ok) return await readText(response);
    await response.body?.cancel();
    return null;
  } catch (cause) {
    throw new VerificationUnavailable("The certificate can't be fetched.", { cause });
  }
}

async function readText(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  const chunks: AsyncIterable<unknown> | readonly [] = response.body ?? [];
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("A body is made of bytes.");
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largest) return null;
  }
  return text;
}
