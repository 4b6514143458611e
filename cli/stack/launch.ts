// What runs first in the process of a function, and of the Data API: it makes plain Deno look like the platform's runtime to the
// module whose address is its second argument, and keeps in touch with the stack on the port that is the first.
//
// A connection rather than the standard streams, which are the function's own: its log. On it the process says which port it
// serves. A byte from the stack asks it to finish what it has begun and end; the connection's end, that the stack is gone.

import { readOn } from "./read-on.ts";

const [controlPort, entrypoint = ""] = Deno.args;
const control = await Deno.connect({ hostname: "127.0.0.1", port: Number(controlPort) });
const background = new Set<Promise<unknown>>();
let server: Deno.HttpServer<Deno.NetAddr> | undefined;

Object.defineProperty(globalThis, "EdgeRuntime", {
  value: {
    waitUntil<Value>(promise: Promise<Value>): Promise<Value> {
      background.add(promise);
      // Not caught: a rejection that nobody handles ends the process here as it does there.
      void promise.finally(() => background.delete(promise));
      return promise;
    },
  },
});

const { serve } = Deno;

type ServeArguments =
  | [handler: Deno.ServeHandler]
  | [options: Deno.ServeTcpOptions, handler: Deno.ServeHandler]
  | [options: Deno.ServeTcpOptions & Deno.ServeInit];

Object.defineProperty(Deno, "serve", {
  value: (...args: ServeArguments) => {
    const [first, second] = args;
    const options = typeof first === "function" ? {} : first;
    const handler =
      typeof first === "function" ? first : (second ?? ("handler" in first ? first.handler : undefined));
    if (handler === undefined) throw new TypeError("Deno.serve was called without a handler");
    server = serve({ ...options, hostname: "127.0.0.1", port: 0, onListen: report }, (request, info) =>
      readOn(request, (whole) => handler(whole, info)),
    );
    return server;
  },
});

function report({ port }: Deno.NetAddr): void {
  void control.write(new TextEncoder().encode(`${port}\n`));
}

async function obey(): Promise<void> {
  const asked = await control.read(new Uint8Array(1)).catch(() => null);
  if (asked !== null) {
    await server?.shutdown();
    await Promise.allSettled(background);
  }
  Deno.exit();
}

// A module that serves nothing ends, as it would without us.
control.unref();
void obey();

const loaded: unknown = await import(entrypoint);
// The other form that the platform takes: export default { fetch }.
const exported =
  typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
if (server === undefined && isFetcher(exported)) Deno.serve((request) => exported.fetch(request));

function isFetcher(value: unknown): value is { fetch(request: Request): Response | Promise<Response> } {
  return typeof value === "object" && value !== null && "fetch" in value && typeof value.fetch === "function";
}
