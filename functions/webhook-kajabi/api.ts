import { z } from "zod/v3";
import { word } from "../../shared/mapping/fields.ts";
import type { ApiCredential } from "./credential.ts";

/** What Kajabi's API says of a transaction; null when it knows none of that id. */
export type ApiTransaction = {
  readonly amount_in_cents: number;
  readonly currency: string;
  readonly state?: string | null | undefined;
};

/** A client of Kajabi's public API. Rejects when the API can't be asked now. */
export type KajabiApi = { readonly transaction: (id: string) => Promise<ApiTransaction | null> };

const answerMilliseconds = 2_500;
const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const transactionAnswer = z.object({
  data: z.object({
    attributes: z.object({ amount_in_cents: z.number(), currency: z.string(), state: word }),
  }),
});

/** Kajabi's public API v1: https://developers.kajabi.com/api-reference */
export function kajabiApi(base: URL, credential: ApiCredential, fetch: typeof globalThis.fetch): KajabiApi {
  let held: { readonly token: string; readonly until: number } | null = null;

  async function request(path: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(answerMilliseconds);
    return fetch(new URL(path, base), { ...init, redirect: "error", signal });
  }

  async function token(): Promise<string> {
    if ("token" in credential) return credential.token;
    if (held && Date.now() < held.until) return held.token;
    const { clientId, clientSecret } = credential;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    });
    const answer = await request("/v1/oauth/token", { method: "POST", body });
    const { access_token, expires_in } = tokenAnswer.parse(await jsonOf(answer));
    // Half its life: a token must not end under way.
    held = { token: access_token, until: Date.now() + expires_in * 500 };
    return access_token;
  }

  return {
    async transaction(id) {
      const headers = { authorization: `Bearer ${await token()}`, accept: "application/vnd.api+json" };
      const answer = await request(`/v1/transactions/${encodeURIComponent(id)}`, { headers });
      if (answer.status === 404) {
        await answer.body?.cancel();
        return null;
      }
      if (answer.status === 401) held = null;
      return transactionAnswer.parse(await jsonOf(answer)).data.attributes;
    },
  };
}

async function jsonOf(answer: Response): Promise<unknown> {
  if (answer.ok) return answer.json();
  await answer.body?.cancel();
  throw new Error(`Kajabi's API answered ${answer.status}.`);
}
