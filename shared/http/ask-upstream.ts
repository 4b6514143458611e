import { UpstreamFailure } from "./upstream-failure.ts";

const deadlineMilliseconds = 10_000;

/**
 * Asks somebody else's server and has its answer read, all within ten seconds. Follows no redirect, which would take a credential along.
 * Anything but 2xx, and an answer that can't be read to its end, rejects with `UpstreamFailure`; so does what `read` rejects with.
 */
export async function askUpstream<Answer>(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  read: (response: Response) => Promise<Answer>,
): Promise<Answer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMilliseconds);
  try {
    const response = await fetch(url, { ...init, redirect: "error", signal: deadline.signal });
    if (response.ok) return await read(response);
    await response.body?.cancel();
    throw new UpstreamFailure(`HTTP_${response.status}`);
  } catch (cause) {
    if (cause instanceof UpstreamFailure) throw cause;
    throw new UpstreamFailure(deadline.signal.aborted ? "TIMEOUT" : "NETWORK", { cause });
  } finally {
    clearTimeout(timer);
  }
}
