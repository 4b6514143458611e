import type * as X509 from "@peculiar/x509";

/** What a chain of certificates proves: whose key the first one holds, and until when all of them are valid. */
export type TrustedCertificate = {
  readonly commonName: string;
  readonly publicKey: PublicKey;
  readonly notAfter: Date;
};

/** The certificates that a chain may be built from, as PEM. Only the roots are trusted. */
export type ChainMaterial = {
  readonly trustedRoots: readonly string[];
  readonly intermediates: readonly string[];
};

type PublicKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;
type Certificate = X509.X509Certificate;
type Search = {
  readonly x509: typeof X509;
  readonly roots: readonly Certificate[];
  readonly issuers: readonly Certificate[];
  readonly now: Date;
};

const mostServed = 8;
const mostIntermediates = 3;
const strongHashes: readonly unknown[] = ["SHA-256", "SHA-384", "SHA-512"];
const [keyUsage, basicConstraints, extendedKeyUsage] = ["2.5.29.15", "2.5.29.19", "2.5.29.37"];
const understoodExtensions: readonly (string | undefined)[] = [keyUsage, basicConstraints, extendedKeyUsage];

/**
 * The first certificate of a PEM text, if a chain leads from it to a trusted root (RFC 5280 section 6) and its key is RSA.
 *
 * Every certificate of the chain is valid now; those above the first are marked as authorities that may sign certificates,
 * and none is signed over a hash weaker than SHA-256. One that can't be read, or has a critical extension that isn't
 * looked at here, isn't trusted. Throws for roots and intermediates that aren't certificates.
 */
export async function trustedCertificate(
  pem: string,
  { trustedRoots, intermediates }: ChainMaterial,
  now: Date,
): Promise<TrustedCertificate | null> {
  // 115 ms of a cold start, which only the first delivery of a certificate has to wait for.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const roots = trustedRoots.map((root) => new x509.X509Certificate(root));
  const ours = intermediates.map((intermediate) => new x509.X509Certificate(intermediate));
  try {
    const [leaf, ...served] = x509.PemConverter.decode(pem).map((der) => new x509.X509Certificate(der));
    if (leaf === undefined || served.length > mostServed) return null;
    const chain = await chainToRoot(leaf, 0, { x509, roots, issuers: [...served, ...ours], now });
    const [commonName, secondCommonName] = leaf.subjectName.getField("CN");
    if (chain === null || commonName === undefined || secondCommonName !== undefined) return null;
    return {
      commonName,
      publicKey: await crypto.subtle.importKey(
        "spki",
        leaf.publicKey.rawData,
        { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
        false,
        ["verify"],
      ),
      notAfter: new Date(Math.min(...chain.map(({ notAfter }) => notAfter.getTime()))),
    };
  } catch {
    // How the parser and WebCrypto say that they can't read a certificate or use its key.
    return null;
  }
}

async function chainToRoot(
  certificate: Certificate,
  below: number,
  search: Search,
): Promise<readonly Certificate[] | null> {
  if (below > mostIntermediates || !isSound(certificate, search.now)) return null;
  for (const root of search.roots) {
    if (isSound(root, search.now) && (await hasSigned(root, certificate, below, search.x509))) {
      return [certificate, root];
    }
  }
  for (const issuer of search.issuers) {
    if (!(await hasSigned(issuer, certificate, below, search.x509))) continue;
    const rest = await chainToRoot(issuer, below + 1, search);
    if (rest !== null) return [certificate, ...rest];
  }
  return null;
}

function isSound({ notBefore, notAfter, extensions }: Certificate, now: Date): boolean {
  return (
    notBefore <= now &&
    now <= notAfter &&
    extensions.every(({ critical, type }) => !critical || understoodExtensions.includes(type))
  );
}

async function hasSigned(
  issuer: Certificate,
  certificate: Certificate,
  below: number,
  x509: typeof X509,
): Promise<boolean> {
  if (issuer.subject !== certificate.issuer) return false;
  const constraints = issuer.getExtension(x509.BasicConstraintsExtension);
  if (!constraints?.ca || below > (constraints.pathLength ?? mostIntermediates)) return false;
  const usage = issuer.getExtension(x509.KeyUsagesExtension)?.usages;
  if (usage !== undefined && (usage & x509.KeyUsageFlags.keyCertSign) === 0) return false;
  if (!signsStrongHash(certificate)) return false;
  return certificate.verify({ publicKey: issuer, signatureOnly: true });
}

function signsStrongHash({ signatureAlgorithm }: Certificate): boolean {
  const hash: unknown = signatureAlgorithm.hash;
  return typeof hash === "object" && hash !== null && "name" in hash && strongHashes.includes(hash.name);
}
