/** A row of net.http_request_queue. */
export type QueuedRequest = {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: string | null;
  readonly timeout_milliseconds: number;
};

/** What a row of net._http_response says of an answer, or of why there is none. */
export type KeptAnswer = {
  readonly status_code: number | null;
  readonly content: string | null;
  readonly timed_out: boolean;
  readonly error_msg: string | null;
};

/** Posts a request of the queue, if it is for this machine, and says what came of it. Redirects are not followed. */
export async function postQueued(request: QueuedRequest, ended: AbortSignal): Promise<KeptAnswer> {
  const nothing = { status_code: null, content: null, timed_out: false, error_msg: null };
  if (!isThisMachine(request.url)) {
    return { ...nothing, error_msg: "the local stack posts to this machine only" };
  }
  const tooLate = AbortSignal.timeout(request.timeout_milliseconds);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers ?? {},
      body: request.method === "GET" ? null : request.body,
      redirect: "manual",
      signal: AbortSignal.any([ended, tooLate]),
    });
    return { ...nothing, status_code: response.status, content: await response.text() };
  } catch (error) {
    const timed_out = tooLate.aborted;
    return { ...nothing, timed_out, error_msg: timed_out ? "timed out" : String(error) };
  }
}

function isThisMachine(url: string): boolean {
  return URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
