import { z } from "zod/v3";
import { type Ask, withAccessToken } from "../../shared/reconciliation/access-token.ts";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";
import type { ApiCredential } from "./credential.ts";

const answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
});

/** Asks Kajabi's API in the name of a credential: https://developers.kajabi.com/authentication */
export function apiSession(credential: ApiCredential, address: URL, fetch: typeof globalThis.fetch): Ask {
  if ("token" in credential) return (question) => question(`Bearer ${credential.token}`);
  const { clientId, clientSecret } = credential;
  return withAccessToken(async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    });
    const url = new URL("/v1/oauth/token", address);
    const { access_token, expires_in } = await fetchAnswer(answer, fetch, url, { method: "POST", body });
    return { token: access_token, seconds: expires_in };
  });
}
