/**
 * The caller's IP address in its canonical form; null when it isn't known.
 *
 * From `cf-connecting-ip` alone, which the platform's edge sets. The first entry of `x-forwarded-for` is whatever the
 * caller wrote there. Good enough to count by, never to authorise by.
 */
export function clientAddress(headers: Headers): string | null {
  const value = headers.get("cf-connecting-ip");
  if (value === null) return null;
  if (ipv4.test(value)) return value;
  return /^[0-9A-Fa-f:.]{2,45}$/.test(value) ? canonicalIpv6(value) : null;
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** The spelling that the URL standard gives an IPv6 address, so that one address has one. */
function canonicalIpv6(value: string): string | null {
  const url = `http://[${value}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : null;
}
