// Runs the function that STAGED_FUNCTION names with a clock and a network of the test's choosing, so that production code needs
// no hook for either: the time is what the request's header says, and what the function fetches was recorded.
import { z } from "zod/v3";
import { clockHeader } from "./staged-clock.ts";

const { STAGED_FUNCTION, STAGED_ANSWERS, SUPABASE_URL } = z
  .object({
    STAGED_FUNCTION: z.string(),
    STAGED_ANSWERS: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.record(z.string())),
    SUPABASE_URL: z.string(),
  })
  .parse(Deno.env.toObject());
const { serve } = Deno;
const { fetch } = globalThis;
let clock = 0;

globalThis.Date = new Proxy(Date, {
  construct: (target, args: readonly unknown[], newTarget) => {
    const made: unknown = Reflect.construct(target, args.length === 0 ? [clock] : args, newTarget);
    return made instanceof Object ? made : {};
  },
  get: (target, name, receiver): unknown =>
    name === "now" ? () => clock : Reflect.get(target, name, receiver),
});

Object.defineProperty(Deno, "serve", {
  value: (handler: Deno.ServeHandler) =>
    serve((request, info) => {
      clock = Number(request.headers.get(clockHeader));
      return handler(request, info);
    }),
});

globalThis.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  if (url.startsWith(SUPABASE_URL)) return fetch(input, init);
  const answer = STAGED_ANSWERS[url];
  return new Response(answer ?? null, { status: answer === undefined ? 404 : 200 });
};

await import(STAGED_FUNCTION);
