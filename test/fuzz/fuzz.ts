import process from "node:process";
import { recordedFetch } from "../support/vectors.ts";
import type { Attempt } from "./attempt.ts";
import { heapGrowth } from "./heap-growth.ts";
import { randomOf } from "./random.ts";
import type { Outcome, Subject, Try } from "./subject.ts";

/** Something that must not be, and the seed by which it comes back. */
export type Finding = {
  readonly seed: number;
  /** The function's name. */
  readonly subject: string;
  readonly fault: string;
  readonly attempt: Attempt | null;
};

/** What a run has done and found. */
export type Report = {
  readonly attempts: number;
  /** How many were answered by each status. */
  readonly statuses: ReadonlyMap<number, number>;
  readonly slowest: { readonly milliseconds: number; readonly subject: string; readonly seed: number };
  readonly heapGrowthBytes: number;
  readonly findings: readonly Finding[];
};

const largestHeapGrowth = 64 * 1024 * 1024;
const mostFindings = 20;
// PayPal's certificates: https://developer.paypal.com/api/rest/webhooks/rest/
const fetchable = /^https:\/\/api(?:-m)?(?:\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/[\w-]+$/;

/** How long to go on, from where, and how long one request may take. */
export type FuzzOptions = {
  readonly firstSeed: number;
  readonly isOver: (attempts: number) => boolean;
  /** Two seconds when left out. */
  readonly longestMilliseconds?: number;
};

/**
 * Makes one attempt after another, each by a seed of its own from `firstSeed` on, until `isOver` or too much was found.
 */
export async function fuzz(
  subjects: readonly Subject[],
  { firstSeed, isOver, longestMilliseconds = 2_000 }: FuzzOptions,
): Promise<Report> {
  const findings: Finding[] = [];
  const statuses = new Map<number, number>();
  const heap: number[] = [];
  let slowest = { milliseconds: 0, subject: "", seed: firstSeed };
  let attempts = 0;
  let seed = firstSeed;
  let subject = "";
  const find = (fault: string, attempt: Attempt | null) => findings.push({ seed, subject, fault, attempt });

  function judge({ attempt, result, fault }: Try): void {
    if (fault !== null) find(fault, attempt);
    if (result === null) return;
    statuses.set(result.status, (statuses.get(result.status) ?? 0) + 1);
    if (result.status >= 500) find(`answered ${result.status}: ${causeOf(result)}`, attempt);
    if (result.milliseconds > longestMilliseconds)
      find(`took ${Math.round(result.milliseconds)} ms`, attempt);
    if (result.milliseconds > slowest.milliseconds) {
      slowest = { milliseconds: result.milliseconds, subject, seed };
    }
  }

  const restoreFetch = replaceFetch(subjects, (url) => find(`fetched ${url}`, null));
  const stopListening = onUnhandledRejection((reason) =>
    find(`left a rejection unhandled: ${String(reason)}`, null),
  );
  try {
    for (const { warmUp } of subjects) await warmUp();
    while (findings.length < mostFindings && !isOver(attempts)) {
      seed = firstSeed + attempts;
      const random = randomOf(seed);
      const { name, tries } = random.pick(subjects);
      subject = name;
      try {
        judge(await random.pick(tries)(random));
      } catch (thrown) {
        find(`threw ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`, null);
      }
      attempts++;
      if (attempts % 50 === 0) heap.push(Deno.memoryUsage().heapUsed);
    }
    // A turn of the event loop, in which what was left unhandled shows.
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    restoreFetch();
    stopListening();
  }
  const heapGrowthBytes = heapGrowth(heap);
  if (heapGrowthBytes > largestHeapGrowth) find(`left ${heapGrowthBytes} bytes more in the heap`, null);
  return { attempts, statuses, slowest, heapGrowthBytes, findings };
}

function causeOf({ log }: Outcome): string {
  return JSON.stringify(log.filter(({ event }) => event === "failed"));
}

function replaceFetch(subjects: readonly Subject[], refuse: (url: string) => void): () => void {
  const { fetch } = globalThis;
  const recorded = recordedFetch(
    Object.assign({}, ...subjects.map((each) => each.recorded)) as Subject["recorded"],
  );
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!fetchable.test(url)) refuse(url);
    return recorded(input, init);
  };
  return () => {
    globalThis.fetch = fetch;
  };
}

function onUnhandledRejection(tell: (reason: unknown) => void): () => void {
  process.on("unhandledRejection", tell);
  return () => process.off("unhandledRejection", tell);
}
