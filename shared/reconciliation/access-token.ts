import { UpstreamFailure } from "../http/upstream-failure.ts";

/** An access token, and for how many seconds it is good. */
export type AccessToken = { readonly token: string; readonly seconds: number };

/** Asks an API something, in the name of the `authorization` that it is given. */
export type Ask = <Answer>(question: (authorization: string) => Promise<Answer>) => Promise<Answer>;

/**
 * Asks with access tokens, each used for half its life so that none ends under way. One that is refused all the same, as after
 * its owner has revoked it, is dropped, and the question asked once more with a new one.
 */
export function withAccessToken(fetchToken: () => Promise<AccessToken>): Ask {
  let held: { readonly token: string; readonly until: number } | null = null;

  async function freshToken(): Promise<string> {
    const { token, seconds } = await fetchToken();
    held = { token, until: Date.now() + seconds * 500 };
    return token;
  }

  return async function ask(question) {
    const before = held && Date.now() < held.until ? held.token : null;
    if (before === null) return question(`Bearer ${await freshToken()}`);
    try {
      return await question(`Bearer ${before}`);
    } catch (thrown) {
      if (!(thrown instanceof UpstreamFailure) || thrown.code !== "HTTP_401") throw thrown;
      // Another question may have fetched a new one meanwhile.
      const since = held?.token ?? before;
      return question(`Bearer ${since === before ? await freshToken() : since}`);
    }
  };
}
