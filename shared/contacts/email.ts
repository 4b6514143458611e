const longest = 254; // RFC 5321 §4.5.3.1.3, without the angle brackets.
const local = String.raw`[^\s@"(),:;<>[\]\\\p{C}.]+(?:\.[^\s@"(),:;<>[\]\\\p{C}.]+)*`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?`;
const address = new RegExp(`^${local}@${label}(?:\\.${label})+$`, "u");

/**
 * An e-mail address that mail could be sent to, trimmed, as sent; undefined for anything else. Quoted local parts and
 * address literals are valid mail (RFC 5322) but no business's customers: left out.
 */
export function readEmail(sent: unknown): string | undefined {
  if (typeof sent !== "string" || sent.length > 2 * longest) return undefined;
  const email = sent.trim();
  return email.length <= longest && address.test(email) ? email : undefined;
}
