import { z } from "zod/v3";
import type { Checkout } from "../../shared/rate-limit/checkout.ts";

/** A Data API that is there at once and keeps nothing, so that what a function's process does is all there is to measure. */
export type InstantDataApi = {
  readonly url: string;
  /** How many requests it has had. */
  readonly requests: () => number;
  readonly stop: () => Promise<void>;
};

const withinLimit: Checkout = {
  allowed: true,
  reason: null,
  limit: 60,
  remaining: 59,
  refill_per_minute: 60,
  reset_seconds: 1,
  retry_after_seconds: 0,
};
const doorCall = z.object({ events: z.array(z.object({ id: z.string() })) });

/** Starts one, on a free port of this machine. */
export function startInstantDataApi(): InstantDataApi {
  let requests = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request) => {
      requests += 1;
      const call = doorCall.safeParse(await request.json());
      if (!call.success) return Response.json(1);
      const outcomes = call.data.events.map(({ id }) => ({ id, status: "processed", receipt: 1 }));
      return Response.json({ rate_limit: withinLimit, replayed: false, outcomes });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests: () => requests,
    stop: () => server.shutdown(),
  };
}
