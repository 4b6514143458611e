/** A Data API that is there at once and keeps nothing, so that what a function's process does is all there is to measure. */
export type InstantDataApi = {
  readonly url: string;
  /** How many requests it has had. */
  readonly requests: () => number;
  readonly stop: () => Promise<void>;
};

/** Starts one that answers as `answer` says, on a free port of this machine. */
export function startInstantDataApi(answer: (request: Request) => Promise<unknown>): InstantDataApi {
  let requests = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      requests += 1;
      return Response.json(await answer(request));
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests: () => requests,
    stop: () => server.shutdown(),
  };
}
