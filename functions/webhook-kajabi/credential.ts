import { readApiAddress } from "../../shared/http/api-address.ts";
import type { Environment } from "../../shared/settings.ts";

/** How the API is signed in to: credentials of a user's API key, or a token of one. */
export type ApiCredential =
  { readonly clientId: string; readonly clientSecret: string } | { readonly token: string };

/** What is configured of them; null when nothing is. Throws an error that names the variables when it is half. */
export function readCredential(environment: Environment): ApiCredential | null {
  const { KAJABI_API_CLIENT_ID: clientId, KAJABI_API_CLIENT_SECRET: clientSecret } = environment;
  if (clientId && clientSecret) return { clientId, clientSecret };
  if (clientId || clientSecret) {
    throw new Error("KAJABI_API_CLIENT_ID and KAJABI_API_CLIENT_SECRET are only of use together.");
  }
  const token = environment.KAJABI_API_TOKEN;
  return token ? { token } : null;
}

/** Where the API is. */
export function readAddress(environment: Environment): URL {
  return readApiAddress("KAJABI_API_URL", environment.KAJABI_API_URL, ["https://api.kajabi.com"]);
}
