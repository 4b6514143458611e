import { recordedFetch, type VectorFile } from "../../support/vectors.ts";

/**
 * Runs the work at a file's moment and on a network that was recorded with it: the libraries read the clock, and some senders'
 * certificates are fetched.
 */
export async function inStagedWorld(
  now: Date,
  { recorded }: VectorFile,
  work: () => Promise<void>,
): Promise<void> {
  const real = { now: Date.now, fetch: globalThis.fetch };
  const moment = now.getTime();
  Date.now = () => moment;
  globalThis.fetch = recordedFetch(recorded);
  try {
    await work();
  } finally {
    Date.now = real.now;
    globalThis.fetch = real.fetch;
  }
}
