import type { Gateway } from "./gateway.ts";
import { readOn } from "./read-on.ts";
import { settledWithin } from "./settled-within.ts";

/** A port that is taken, and answered on once there is something to answer with. */
export type Door = {
  readonly url: string;
  readonly open: (answer: Gateway) => void;
  readonly close: () => Promise<void>;
};

// For requests that were begun when the stack was told to end. What is left of them ends with the functions.
const patienceMilliseconds = 2000;

/** Takes the port of 127.0.0.1, a free one for 0; what comes before the door is opened gets a 503. Throws when it is taken. */
export function listen(port: number): Door {
  let answer: Gateway = async () => new Response("The stack is starting.\n", { status: 503 });
  const server = serve(port, (request, { remoteAddr }) =>
    readOn(request, (whole) => answer(whole, remoteAddr.hostname)),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    open(opened) {
      answer = opened;
    },
    async close() {
      await settledWithin(patienceMilliseconds, server.shutdown());
    },
  };
}

function serve(port: number, handler: Deno.ServeHandler<Deno.NetAddr>): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => undefined }, handler);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(`port ${port} of 127.0.0.1, wanted for the API, is taken (PORT chooses another)`, {
      cause,
    });
  }
}
