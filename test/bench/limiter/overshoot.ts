import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type Engine, type IsolateOrder, isolateResult } from "./isolate-order.ts";

/** What every source's limit is during the bench. */
export const limits = {
  limit: 100,
  refill_per_minute: 1500,
  daily_quota: null,
  monthly_quota: null,
} as const;

/** What several isolates let through together, and what the limit permits for the time they took. */
export type Passed = { readonly allowed: number; readonly undecided: number; readonly permitted: number };

const seconds = 5;
const load = 2;

/** Sends twice what the limit of one source permits, spread over isolates that know nothing of each other. */
export async function overshoot(engine: Engine, isolates: number): Promise<Passed> {
  const deliveries = Math.round((load * permittedIn(seconds)) / isolates);
  const source = `bench-${crypto.randomUUID().slice(0, 8)}`;
  const order: IsolateOrder = { engine, source, limits, deliveries, seconds };
  const workers = Array.from({ length: isolates }, () => new Worker(new URL("isolate.ts", import.meta.url)));
  try {
    await Promise.all(workers.map((worker) => answerTo(worker, order)));
    const answers = await Promise.all(workers.map((worker) => answerTo(worker, "start")));
    const results = answers.map((answer) => isolateResult.parse(answer));
    const first = Math.min(...results.map(({ firstAsked }) => firstAsked));
    const last = Math.max(...results.map(({ lastDecided }) => lastDecided));
    return {
      allowed: results.reduce((sum, { allowed }) => sum + allowed, 0),
      undecided: results.reduce((sum, { undecided }) => sum + undecided, 0),
      permitted: permittedIn((last - first) / 1000),
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function answerTo(worker: Worker, message: unknown): Promise<unknown> {
  const answered = once(worker, "message");
  worker.postMessage(message);
  return (await answered).at(0);
}

/** A full bucket, and what flows into it. */
function permittedIn(elapsed: number): number {
  return limits.limit + (limits.refill_per_minute / 60) * elapsed;
}
