import { z } from "zod/v3";
import { fetchAnswer } from "../../shared/reconciliation/fetch-answer.ts";

const answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
});

/**
 * The access tokens of an app of PayPal's, each used for half its life so that none ends under way:
 * https://developer.paypal.com/api/rest/authentication/
 */
export function accessToken(
  { id, secret }: { readonly id: string; readonly secret: string },
  address: URL,
  fetch: typeof globalThis.fetch,
): () => Promise<string> {
  let held: { readonly token: string; readonly until: number } | null = null;

  return async function token() {
    if (held && Date.now() < held.until) return held.token;
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
    held = { token: access_token, until: Date.now() + expires_in * 500 };
    return access_token;
  };
}
