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
export type Passed = {
  readonly allowed: number;
  readonly undecided: number;
  readonly overruled: number;
  readonly permitted: number;
  readonly longestWait: number;
};

/** What happens to the engine meanwhile, told how long it all takes. */
export type Disturb = (milliseconds: number) => Promise<void>;

const seconds = 5;
const load = 2;

/** Sends twice what the limit of one source permits, spread over isolates that know nothing of each other. */
export async function overshoot(
  engine: Engine,
  isolates: number,
  disturb: Disturb = () => Promise.resolve(),
): Promise<Passed> {
  const deliveries = Math.round((load * permittedIn(seconds)) / isolates);
  const source = `bench-${crypto.randomUUID().slice(0, 8)}`;
  const order: IsolateOrder = { engine, source, limits, deliveries, seconds };
  const workers = Array.from({ length: isolates }, () => new Worker(new URL("isolate.ts", import.meta.url)));
  try {
    await Promise.all(workers.map((worker) => answerTo(worker, order)));
    const disturbed = disturb(seconds * 1000);
    const answers = await Promise.all(workers.map((worker) => answerTo(worker, "start")));
    await disturbed;
    const results = answers.map((answer) => isolateResult.parse(answer));
    const first = Math.min(...results.map(({ firstAsked }) => firstAsked));
    const last = Math.max(...results.map(({ lastDecided }) => lastDecided));
    const sum = (of: "allowed" | "undecided" | "overruled") =>
      results.reduce((total, result) => total + result[of], 0);
    return {
      allowed: sum("allowed"),
      undecided: sum("undecided"),
      overruled: sum("overruled"),
      permitted: permittedIn((last - first) / 1000),
      longestWait: Math.max(...results.map(({ longestWait }) => longestWait)),
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
