// Starts the function whose address is the first argument as the platform would, but on a free port of this machine, and
// says which: what production code calls is only Deno.serve.
const { serve } = Deno;

Object.defineProperty(Deno, "serve", {
  value: (handler: Deno.ServeHandler) =>
    serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, handler),
});

const [entrypoint = ""] = Deno.args;
await import(entrypoint);

export {};
