/** The addresses (A and AAAA) of a host name; null where names can't be looked up. Rejects when there is no such name. */
export type LookUp = (host: string) => Promise<readonly string[] | null>;

/**
 * Whether a webhook may be sent to an address that a broker's member has entered: by HTTPS to a name of the public internet, so
 * that nobody can point us at the platform's own network. `allowsThisMachine` is for the local stack and tests.
 *
 * Between this look at the name's addresses and the request that follows the name can change its mind (DNS rebinding): what keeps that
 * small is that only HTTPS is spoken, to a host that has a certificate of that name.
 */
export async function isPublicAddress(
  url: URL,
  { lookUp, allowsThisMachine }: { readonly lookUp: LookUp; readonly allowsThisMachine: boolean },
): Promise<boolean> {
  if (url.username !== "" || url.password !== "") return false;
  const { protocol, hostname } = url;
  if (["127.0.0.1", "[::1]", "localhost"].includes(hostname)) return allowsThisMachine;
  if (protocol !== "https:" || !isPublicName(hostname)) return false;
  const addresses = await lookUp(hostname).catch(() => null);
  return addresses === null || addresses.every(isPublic);
}

const privateSuffixes =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)\.?$/;

/** No literal address, however it is written: the URL's parser has made `0x7f.1` and `2130706433` into `127.0.0.1`. */
function isPublicName(hostname: string): boolean {
  const isLiteral = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  return !isLiteral && hostname.includes(".") && !privateSuffixes.test(hostname);
}

function isPublic(address: string): boolean {
  return address.includes(":") ? isPublicV6(address.toLowerCase()) : isPublicV4(address);
}

// RFC 6890 and what was added since (https://www.iana.org/assignments/iana-ipv4-special-registry, looked up 2026-11).
const specialV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

function isPublicV4(address: string): boolean {
  const bits = bitsOf(address);
  return (
    bits !== null && !specialV4.some(([network, length]) => (bitsOf(network) ?? 0) === mask(bits, length))
  );
}

function bitsOf(address: string): number | null {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
    return null;
  }
  return parts.reduce((bits, part) => bits * 256 + part, 0);
}

function mask(bits: number, length: number): number {
  const size = 2 ** (32 - length);
  return Math.floor(bits / size) * size;
}

/** Global unicast is 2000::/3; within it 2001::/23 and 2001:db8::/32 are special, and 2002::/16 stands for addresses of version 4. */
function isPublicV6(address: string): boolean {
  const [first = 0, second = 0] = address.split(":").map((part) => Number.parseInt(part || "0", 16));
  if (!(first >= 0x2000 && first <= 0x3fff) || first === 0x2002) return false;
  return first !== 0x2001 || (second > 0x1ff && second !== 0xdb8);
}
