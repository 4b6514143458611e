import type { LaunchedProcess } from "./launched-process.ts";

/** Processes by name, each started when it is first called. */
export type ProcessPool = {
  /** Makes a call to the process of that name; calls that come while it starts wait for the same one. */
  readonly call: <Answer>(
    name: string,
    send: (process: LaunchedProcess) => Promise<Answer>,
  ) => Promise<Answer>;
  /** The process that serves under that name now, if any. */
  readonly running: (name: string) => Promise<LaunchedProcess> | undefined;
  /** Has the next call served by a new process, and ends the present one when it has finished what it has begun. */
  readonly retire: (name: string) => void;
  /** The names with a process. */
  readonly names: () => readonly string[];
  /** Ends all of them at once. */
  readonly stop: () => Promise<void>;
};

type Entry = {
  readonly process: Promise<LaunchedProcess>;
  /** Calls that wait for an answer. */
  calls: number;
  retired: boolean;
};

/** A pool whose processes are started by `start`. One that has ended is started again by the next call. */
export function processPool(start: (name: string) => Promise<LaunchedProcess>): ProcessPool {
  const current = new Map<string, Entry>();
  const alive = new Set<Entry>();

  function begin(name: string): Entry {
    const entry: Entry = { process: start(name), calls: 0, retired: false };
    const forget = (): void => {
      alive.delete(entry);
      if (current.get(name) === entry) current.delete(name);
    };
    alive.add(entry);
    current.set(name, entry);
    void entry.process.then(({ ended }) => ended).then(forget, forget);
    return entry;
  }

  async function finishIfIdle(entry: Entry): Promise<void> {
    if (!entry.retired || entry.calls > 0) return;
    // One that did not start has ended already.
    const process = await entry.process.catch(() => null);
    await process?.finish();
  }

  return {
    async call(name, send) {
      const entry = current.get(name) ?? begin(name);
      entry.calls += 1;
      try {
        return await send(await entry.process);
      } finally {
        entry.calls -= 1;
        void finishIfIdle(entry);
      }
    },
    running: (name) => current.get(name)?.process,
    retire(name) {
      const entry = current.get(name);
      if (!entry) return;
      current.delete(name);
      entry.retired = true;
      void finishIfIdle(entry);
    },
    names: () => [...current.keys()],
    async stop() {
      await Promise.all(
        [...alive].map(async ({ process }) => {
          const started = await process.catch(() => null);
          await started?.kill();
        }),
      );
    },
  };
}
