import type { StackSettings } from "./settings.ts";

/** Where a local project is reached. */
export type Addresses = { readonly apiUrl: string; readonly databaseUrl: string };

/**
 * What every function finds in its environment: the variables that the platform sets
 * (supabase.com/docs/guides/functions/secrets) and the project's secrets, which all functions share.
 */
export function platformEnvironment(
  { publishableKey, secretKey, secrets }: StackSettings,
  { apiUrl, databaseUrl }: Addresses,
): Readonly<Record<string, string>> {
  return {
    PUBLIC_BASE_URL: `${apiUrl}/functions/v1`,
    ...secrets,
    SUPABASE_URL: apiUrl,
    SUPABASE_DB_URL: databaseUrl,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: secretKey }),
    SUPABASE_ANON_KEY: publishableKey,
    SUPABASE_SERVICE_ROLE_KEY: secretKey,
    // A local project signs with a shared secret, and has no public keys to show.
    SUPABASE_JWKS: JSON.stringify({ keys: [] }),
  };
}
