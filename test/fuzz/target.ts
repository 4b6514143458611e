import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Provider } from "../../shared/intake/provider.ts";
import type { ReceivedDelivery, Store } from "../../shared/intake/store.ts";
import { webhookApp } from "../../shared/intake/webhook-app.ts";
import type { WebhookLogEntry } from "../../shared/intake/webhook-log.ts";
import { addressLimiter } from "../../shared/rate-limit/address-limiter.ts";
import { loadShare } from "../../shared/rate-limit/load-share.ts";
import { postgresLimiter } from "../../shared/rate-limit/postgres-limiter.ts";
import { loadProvider } from "../support/load-provider.ts";
import { projectRoot } from "../support/project-files.ts";
import { readVectorFile, type VectorFile } from "../support/vectors.ts";
import { type Attempt, attemptOf, publicUrl, reachesTheFunction, requestOf } from "./attempt.ts";

/** What became of an attempt. */
export type Result = {
  readonly status: number;
  readonly answer: string;
  /** What reached the store; null when nothing did. */
  readonly delivery: ReceivedDelivery | null;
  readonly log: readonly WebhookLogEntry[];
  readonly milliseconds: number;
};

/** A provider's app, to be asked by attempts. */
export type Target = {
  readonly provider: string;
  /** The requests of its vectors, the valid ones and the others. */
  readonly seeds: readonly Attempt[];
  readonly recorded: VectorFile["recorded"];
  /** Null for an attempt that no client could send. */
  readonly send: (attempt: Attempt) => Promise<Result | null>;
  /** Sends to the same app without the proof of origin: as if the sender had signed whatever it is. */
  readonly sendSigned: (attempt: Attempt) => Promise<Result | null>;
};

/** Every provider's app with a store that keeps nothing, one for all of its attempts. */
export function targets(): Promise<readonly Target[]> {
  const folders = readdirSync(join(projectRoot, "functions")).filter((name) => name.startsWith("webhook-"));
  return Promise.all(folders.map((folder) => target(folder.slice("webhook-".length))));
}

async function target(name: string): Promise<Target> {
  const { vectors, recorded } = readVectorFile(name);
  return targetOf(await loadProvider(name), vectors.filter(reachesTheFunction).map(attemptOf), recorded);
}

/** A provider's app, and the requests to start from. */
export function targetOf(
  provider: Provider,
  seeds: readonly Attempt[],
  recorded: VectorFile["recorded"] = {},
): Target {
  return {
    provider: provider.name,
    recorded,
    seeds,
    send: sender(provider),
    sendSigned: sender({ ...provider, scheme: () => Promise.resolve({ ok: true }) }),
  };
}

function sender(provider: Provider): Target["send"] {
  let current: Pick<Attempt, "now" | "keys"> = { now: new Date(0), keys: [] };
  let delivery: ReceivedDelivery | null = null;
  let log: WebhookLogEntry[] = [];
  const store: Store = {
    async process(received) {
      delivery = received;
      const outcomes = received.events.map(({ id }) => ({ id, status: "stored", receipt: 1 }) as const);
      return { kept: true, outcomes, checkout: null };
    },
  };
  const app = webhookApp(provider, {
    keys: (endpoint) => (endpoint === "" ? current.keys : null),
    publicUrl,
    defaults: { phoneCountry: "US" },
    store,
    limiter: postgresLimiter(loadShare({ now: Date.now })),
    addresses: addressLimiter(Date.now),
    count: () => undefined,
    now: () => current.now,
    log: (entry) => log.push(entry),
    newRequestId: () => "00000000-0000-4000-8000-000000000001",
    confirm: null,
  });

  return async function send(attempt) {
    const request = requestOf(attempt);
    if (request === null) return null;
    current = attempt;
    delivery = null;
    log = [];
    const start = performance.now();
    const response = await app.fetch(request);
    const answer = await response.text();
    const milliseconds = performance.now() - start;
    return { status: response.status, answer, delivery, log, milliseconds };
  };
}
