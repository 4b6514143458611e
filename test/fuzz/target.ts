import type { Provider } from "../../shared/intake/provider.ts";
import type { ReceivedDelivery, Store } from "../../shared/intake/store.ts";
import { webhookApp } from "../../shared/intake/webhook-app.ts";
import type { WebhookLogEntry } from "../../shared/intake/webhook-log.ts";
import { addressLimiter } from "../../shared/rate-limit/address-limiter.ts";
import { loadShare } from "../../shared/rate-limit/load-share.ts";
import { postgresLimiter } from "../../shared/rate-limit/postgres-limiter.ts";
import { type Attempt, publicUrl, requestOf } from "./attempt.ts";
import type { Outcome } from "./subject.ts";

/** What became of an attempt. */
export type Result = Outcome & {
  readonly answer: string;
  /** What reached the store; null when nothing did. */
  readonly delivery: ReceivedDelivery | null;
};

/** A provider's app, to be asked by attempts. */
export type Target = {
  /** The requests of its vectors, the valid ones and the others. */
  readonly seeds: readonly Attempt[];
  /** Null for an attempt that no client could send. */
  readonly send: (attempt: Attempt) => Promise<Result | null>;
  /** Sends to the same app without the proof of origin: as if the sender had signed whatever it is. */
  readonly sendSigned: (attempt: Attempt) => Promise<Result | null>;
};

/** A provider's app, and the requests to start from. */
export function targetOf(provider: Provider, seeds: readonly Attempt[]): Target {
  return {
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
