import { z } from "zod/v3";
import type { AccessToken } from "../../shared/reconciliation/access-token.ts";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";

const answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
});

/** A new access token of an app of PayPal's: https://developer.paypal.com/api/rest/authentication/ */
export async function fetchAccessToken(
  { id, secret }: { readonly id: string; readonly secret: string },
  address: URL,
  fetch: typeof globalThis.fetch,
): Promise<AccessToken> {
  const { access_token, expires_in } = await fetchAnswer(
    answer,
    fetch,
    new URL("/v1/oauth2/token", address),
    {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    },
  );
  return { token: access_token, seconds: expires_in };
}
