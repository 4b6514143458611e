import type { Gateway } from "./gateway.ts";

/** A port that is taken, and answered on once there is something to answer with. */
export type Door = {
  readonly url: string;
  readonly open: (answer: Gateway) => void;
  readonly close: () => Promise<void>;
};

// For requests that were begun when the stack was told to end.
const patienceMilliseconds = 2000;

/** Takes the port of 127.0.0.1, a free one for 0; what comes before the door is opened gets a 503. Throws when it is taken. */
export function listen(port: number): Door {
  let answer: Gateway = async () => new Response("The stack is starting.\n", { status: 503 });
  const impatience = new AbortController();
  const server = serve(port, impatience.signal, (request, { remoteAddr }) =>
    answer(request, remoteAddr.hostname),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    open(opened) {
      answer = opened;
    },
    async close() {
      const timer = setTimeout(() => impatience.abort(), patienceMilliseconds);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}

function serve(
  port: number,
  signal: AbortSignal,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: "127.0.0.1", port, signal, onListen: () => undefined }, handler);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new Error(`port ${port} of 127.0.0.1, wanted for the API, is taken (PORT chooses another)`, {
      cause,
    });
  }
}
