// Runs the function that SKEWED_FUNCTION names with a clock that is so many milliseconds late.
const { SKEWED_FUNCTION = "", SKEW_MILLISECONDS = "0" } = Deno.env.toObject();
const lag = Number(SKEW_MILLISECONDS);
const { now } = Date;

globalThis.Date = new Proxy(Date, {
  construct: (target, args: readonly unknown[], newTarget) => {
    const made: unknown = Reflect.construct(target, args.length === 0 ? [now() - lag] : args, newTarget);
    return made instanceof Object ? made : {};
  },
  get: (target, name, receiver): unknown =>
    name === "now" ? () => now() - lag : Reflect.get(target, name, receiver),
});

await import(SKEWED_FUNCTION);

export {};
