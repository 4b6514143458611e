import type { Rpc } from "../database/rpc.ts";

/** Counts what was refused or looked suspicious, and tells the database now and then. */
export type RefusalCounter = {
  readonly count: (reason: string) => void;
};

const restMilliseconds = 10_000;

/**
 * Sums by reason in memory, told at once and then at most every ten seconds: an attack costs the database one small call in that
 * time, however many requests it makes. Best effort: what an isolate counted last goes with it when it is killed.
 *
 * `keepAlive` is told of what is still to be done, so that the platform lets it finish (`EdgeRuntime.waitUntil`).
 */
export function refusalCounter(
  functionName: string,
  rpc: Rpc,
  keepAlive: (running: Promise<unknown>) => void,
): RefusalCounter {
  const counts = new Map<string, number>();
  let resting: Promise<void> | null = null;

  async function flush(): Promise<void> {
    const telling = Object.fromEntries(counts);
    counts.clear();
    try {
      await rpc("record_refusals", { function: functionName, counts: telling });
    } catch {
      for (const [reason, count] of Object.entries(telling)) add(reason, count);
    }
  }

  function add(reason: string, count: number): void {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }

  async function flushAndRest(): Promise<void> {
    await flush();
    await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
    resting = null;
    if (counts.size > 0) startFlushing();
  }

  function startFlushing(): void {
    resting = flushAndRest();
    keepAlive(resting);
  }

  return {
    count(reason) {
      add(reason, 1);
      if (!resting) startFlushing();
    },
  };
}
