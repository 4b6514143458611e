declare const EdgeRuntime: { readonly waitUntil: (running: Promise<unknown>) => void } | undefined;

/** Lets something that is best effort finish after the answer. Nothing that matters may depend on it. */
export function keepAlive(running: Promise<unknown>): void {
  if (typeof EdgeRuntime !== "undefined") EdgeRuntime.waitUntil(running);
}
