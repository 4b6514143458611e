import { createHmac } from "node:crypto";
import { z } from "zod/v3";
import type { IdentifiedEvent, Provider } from "../../../shared/intake/provider.ts";
import type { Outcome, ReceivedDelivery, Store } from "../../../shared/intake/store.ts";
import { webhookApp, type WebhookAppDependencies } from "../../../shared/intake/webhook-app.ts";
import type { WebhookLogEntry } from "../../../shared/intake/webhook-log.ts";
import { unmapped } from "../../../shared/mapping/unmapped.ts";
import { addressLimiter } from "../../../shared/rate-limit/address-limiter.ts";
import { loadShare } from "../../../shared/rate-limit/load-share.ts";
import { postgresLimiter } from "../../../shared/rate-limit/postgres-limiter.ts";
import { bodyHmac } from "../../../shared/verification/body-hmac.ts";

/** The secret of Acme's default endpoint. Like everything marked so, it may never be seen in an answer or a log. */
export const secret = "MARKED-secret-of-the-default-endpoint";

const event = z.object({ id: z.string(), type: z.string(), at: z.string().nullish() });

function identifyOne(payload: unknown): IdentifiedEvent {
  const { id, type, at } = event.parse(payload);
  return { id, type, occurredAt: at ?? null, payload };
}

/** A sender that signs its bodies, one event in each or a list of them. */
export const acme: Provider = {
  name: "acme",
  keysVariable: "ACME_WEBHOOK_SECRET",
  scheme: bodyHmac({ header: "Acme-Signature", encoding: "hex" }),
  bodyLimit: 50_000,
  identify(body) {
    const items = Array.isArray(body) ? body : [body];
    return items.every((item) => event.safeParse(item).success) ? items.map(identifyOne) : null;
  },
  normalise: () => unmapped,
};

/** An event of Acme's. */
export const order = { id: "ord_1", type: "order.paid", at: "2027-01-15T08:00:00Z" };

/** A request as Acme signs it. */
export function signed(body: string | Uint8Array, key = secret): RequestInit {
  const signature = createHmac("sha256", key).update(body).digest("hex");
  return {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { "acme-signature": signature },
  };
}

/** A store that keeps what it is given in memory and knows it again. */
export function memoryStore(): Store & { readonly deliveries: readonly ReceivedDelivery[] } {
  const deliveries: ReceivedDelivery[] = [];
  const known = new Set<string>();
  return {
    deliveries,
    process: async (delivery) => {
      deliveries.push(delivery);
      const outcomes = delivery.events.map((event, index): Outcome => {
        const key = `${delivery.endpoint}/${event.id}`;
        const isNew = !known.has(key);
        known.add(key);
        const kept = event.problem ? "deferred" : event.changes.length > 0 ? "processed" : "stored";
        return { id: event.id, status: isNew ? kept : "duplicate", receipt: index + 1 };
      });
      return { kept: true, outcomes, checkout: null };
    },
  };
}

/** The app of a provider with everything that it takes from outside made up, and what it logged and stored. */
export function intake(provider: Provider = acme, changed: Partial<WebhookAppDependencies> = {}) {
  const log: WebhookLogEntry[] = [];
  const store = memoryStore();
  let requests = 0;
  const app = webhookApp(provider, {
    keys: (endpoint) => (endpoint === "" ? [secret] : null),
    publicUrl: "https://project.example.test/functions/v1",
    defaults: {},
    store,
    limiter: postgresLimiter(loadShare({ now: () => 0 })),
    addresses: addressLimiter(() => 0),
    count: () => undefined,
    now: () => new Date("2027-01-15T08:00:00Z"),
    log: (entry) => log.push(entry),
    newRequestId: () => `00000000-0000-4000-8000-${String(++requests).padStart(12, "0")}`,
    confirm: null,
    ...changed,
  });
  return { app, log, deliveries: store.deliveries };
}
