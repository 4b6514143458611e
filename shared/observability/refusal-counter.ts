import type { Rpc } from "../database/rpc.ts";

/** Counts what was refused or looked suspicious, and tells the database now and then. */
export type RefusalCounter = {
  readonly count: (reason: string) => void;
  /** Tells what was counted since last time; keeps it when the database doesn't take it. Never rejects. */
  readonly flush: () => Promise<void>;
};

const flushMilliseconds = 10_000;

/**
 * Sums by reason in memory, told at most every ten seconds: an attack costs the database one small call in that time,
 * however many requests it makes. Best effort: what an isolate counted last goes with it when it is killed.
 *
 * `keepAlive` is told of every call to the database, so that the platform lets it finish (`EdgeRuntime.waitUntil`).
 */
export function refusalCounter(
  functionName: string,
  rpc: Rpc,
  now: () => number,
  keepAlive: (running: Promise<unknown>) => void,
): RefusalCounter {
  let counts = new Map<string, number>();
  let flushedAt = -Infinity;

  async function flush(): Promise<void> {
    if (counts.size === 0) return;
    const telling = counts;
    counts = new Map();
    flushedAt = now();
    try {
      await rpc("record_refusals", { function: functionName, counts: Object.fromEntries(telling) });
    } catch {
      for (const [reason, count] of telling) counts.set(reason, (counts.get(reason) ?? 0) + count);
    }
  }

  return {
    count(reason) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      if (Math.abs(now() - flushedAt) >= flushMilliseconds) keepAlive(flush());
    },
    flush,
  };
}
