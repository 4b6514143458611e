import type { LookUp } from "./public-address.ts";

/** Asks the system's name servers, where the platform lets us. */
export const lookUp: LookUp = async function lookUp(host) {
  const found = await Promise.allSettled([Deno.resolveDns(host, "A"), Deno.resolveDns(host, "AAAA")]);
  const addresses = found.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
  return addresses.length > 0 ? addresses : null;
};
