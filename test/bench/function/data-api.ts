import { z } from "zod/v3";

/** A Data API that is there at once and keeps nothing, so that what a function's process does is all there is to measure. */
export type InstantDataApi = { readonly url: string; readonly stop: () => Promise<void> };

const doorCall = z.object({ events: z.array(z.object({ id: z.string() })) });

/** Starts one, on a free port of this machine. */
export function startInstantDataApi(): InstantDataApi {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      const call = doorCall.safeParse(await request.json());
      if (!call.success) return Response.json(1);
      return Response.json(call.data.events.map(({ id }) => ({ id, status: "processed", receipt: 1 })));
    },
  );
  return { url: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}
