import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type LoadOrder, type LoadResult, loadResult } from "./load-order.ts";

/** What a database did under load. */
export type Load = {
  readonly perSecond: number;
  /** Of every statement. */
  readonly milliseconds: readonly number[];
};

/** Puts a database under load, from as many threads as it takes not to measure the sender. */
export type LoadGenerator = {
  readonly run: (order: LoadOrder) => Promise<Load>;
  readonly stop: () => Promise<void>;
};

/** Starts the threads. */
export function startLoadGenerator(threads: number): LoadGenerator {
  const script = new URL("load-worker.ts", import.meta.url);
  const workers = Array.from({ length: threads }, () => new Worker(script));
  return {
    async run(order) {
      const busy = workers.slice(0, order.clients);
      const results = await Promise.all(
        busy.map((worker) => ask(worker, { ...order, clients: order.clients / busy.length })),
      );
      return {
        perSecond: results.reduce((sum, { milliseconds, seconds }) => sum + milliseconds.length / seconds, 0),
        milliseconds: results.flatMap(({ milliseconds }) => milliseconds),
      };
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

async function ask(worker: Worker, order: LoadOrder): Promise<LoadResult> {
  const answered = once(worker, "message");
  worker.postMessage(order);
  return loadResult.parse((await answered).at(0));
}
