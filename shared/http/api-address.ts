/**
 * The address of a provider's API: one of its origins, the first when none is set, or this machine's, where tests stand in for it.
 * A credential goes nowhere else. Throws an error that names the variable.
 */
export function readApiAddress(
  variable: string,
  text: string | undefined,
  origins: readonly [string, ...string[]],
): URL {
  const stated = text?.trim();
  const address = URL.canParse(stated || origins[0]) ? new URL(stated || origins[0]) : null;
  const isLoopback = address?.protocol === "http:" && ["127.0.0.1", "[::1]"].includes(address.hostname);
  if (!address || (!origins.includes(address.origin) && !isLoopback)) {
    throw new Error(`${variable} must be ${origins.join(" or ")}, or on this machine.`);
  }
  return address;
}
