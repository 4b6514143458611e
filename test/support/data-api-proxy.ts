/** What a proxy does around a request to the Data API. */
export type Interception = {
  /** Before the database is asked. */
  readonly before?: () => Promise<void>;
  /** After the database has answered, and before whoever asked knows. */
  readonly after?: () => Promise<void>;
};

/** A Data API in front of another one, for a test to come between a function and its database. */
export type DataApiProxy = {
  readonly url: string;
  /** What is to happen around the next request; the ones after it pass. */
  readonly intercept: (interception: Interception) => void;
  readonly stop: () => Promise<void>;
};

/** Starts a proxy in front of `apiUrl`. */
export function startDataApiProxy(apiUrl: string): DataApiProxy {
  let next: Interception = {};
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      const { before, after } = next;
      next = {};
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const body = await request.arrayBuffer();
      await before?.();
      const response = await fetch(apiUrl + pathname + search, { method, headers, body });
      const answer = await response.arrayBuffer();
      await after?.();
      // A door that returns nothing answers 204, which can't have a body, not even an empty one.
      const content = response.status === 204 ? null : answer;
      return new Response(content, { status: response.status, headers: response.headers });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    intercept(interception) {
      next = interception;
    },
    stop: () => server.shutdown(),
  };
}
