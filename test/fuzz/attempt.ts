import type { Vector } from "../support/vectors.ts";

/** A request that is going to be made, the time at which it arrives, and the keys that are configured then. */
export type Attempt = {
  readonly method: string;
  /** From the function's name on, query included. */
  readonly path: string;
  /** A name may be there more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  readonly now: Date;
  readonly keys: readonly string[];
};

/** Whether a vector is of a request that the function of its provider could get: some are of a documentation's addresses. */
export function reachesTheFunction({ delivery, provider }: Vector): boolean {
  return delivery.method === "POST" && delivery.url.startsWith(`${publicUrl}/webhook-${provider}`);
}

/** The address under which the vectors' senders reach the functions. */
export const publicUrl = "https://project.example.test/functions/v1";

/** The request of a vector. */
export function attemptOf({ delivery, now, keys }: Vector): Attempt {
  const { method, url, headers, body } = delivery;
  return { method, path: url.slice(publicUrl.length), headers: [...headers], body, now, keys };
}

/** The attempt as `fetch` makes requests; null where its rules, which any HTTP server has as well, forbid it. */
export function requestOf({ method, path, headers, body }: Attempt): Request | null {
  try {
    const sent = new Headers();
    for (const [name, value] of headers) sent.append(name, value);
    const hasBody = method !== "GET" && method !== "HEAD";
    return new Request(`http://localhost${path}`, {
      method,
      headers: sent,
      ...(hasBody && { body: new Uint8Array(body) }),
    });
  } catch {
    return null;
  }
}
