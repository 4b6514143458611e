/** Where a request goes on to, and who made it. */
export type Forwarding = {
  readonly request: Request;
  /** What the path of the next request begins with instead of `prefix`. */
  readonly origin: string;
  readonly prefix: string;
  /** The address of the socket that the request came on. */
  readonly peer: string;
};

/** Of one connection, not of the request (RFC 9110, 7.6.1), or set anew by the next one. */
const hopHeaders = [
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "host",
];

/**
 * Passes a request on and its answer back, bodies as they come. Rejects when no answer is to be had. When whoever made the request is
 * gone there is nobody to answer, which is nothing to be told of: 499, as nginx has it.
 *
 * `cf-` headers are the edge's own, whatever the sender wrote there. The first of the addresses in `x-forwarded-for` is the
 * sender's to choose, here as on the platform.
 */
export async function forward({ request, origin, prefix, peer }: Forwarding): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()].filter((name) => name.startsWith("cf-"))) headers.delete(name);
  for (const name of hopHeaders) headers.delete(name);
  headers.set("cf-connecting-ip", peer);
  headers.append("x-forwarded-for", peer);
  headers.set("x-forwarded-host", host);
  headers.set("x-forwarded-proto", "http");

  try {
    const response = await fetch(origin + pathname.slice(prefix.length) + search, {
      method: request.method,
      headers,
      body: request.method === "GET" || request.method === "HEAD" ? null : request.body,
      redirect: "manual",
    });
    return new Response(response.body, { status: response.status, headers: response.headers });
  } catch (error) {
    if (isOfRequestBody(error)) return new Response(null, { status: 499 });
    throw error;
  }
}

/** Whether what failed is reading the request: its body goes with its connection, or ends too early. */
function isOfRequestBody(error: unknown): boolean {
  if (error instanceof Deno.errors.BadResource) return true;
  return error instanceof TypeError && error.message.includes("error from user's Body stream");
}
