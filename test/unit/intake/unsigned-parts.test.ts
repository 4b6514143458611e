import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadProvider } from "../../support/load-provider.ts";
import { projectRoot } from "../../support/project-files.ts";
import { readVectorFile, recordedFetch, type Vector } from "../../support/vectors.ts";
import { intake } from "./acme.ts";

const files = readdirSync(join(projectRoot, "functions"))
  .filter((folder) => folder.startsWith("webhook-"))
  .map((folder) => readVectorFile(folder.slice("webhook-".length)));

/** Headers in which senders and proxies name deliveries, events and topics, none of which is signed. */
const namingHeaders = [
  "I-Twilio-Idempotency-Token",
  "Idempotency-Key",
  "PayPal-Transmission-Id",
  "Request-Id",
  "Webhook-Id",
  "Svix-Id",
  "X-Delivery-Id",
  "X-Event-Id",
  "X-Event-Name",
  "X-GitHub-Delivery",
  "X-GitHub-Event",
  "X-Request-Id",
  "X-Shopify-Event-Id",
  "X-Shopify-Topic",
  "X-Shopify-Webhook-Id",
  "X-Vapi-Call-Id",
];
const contentTypes = [
  "application/json",
  "application/x-www-form-urlencoded",
  "text/plain",
  "multipart/form-data",
];

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(files)("$provider", ({ provider: name, vectors, recorded }) => {
  beforeEach(() => {
    vi.stubGlobal("fetch", recordedFetch(recorded));
  });

  /** The ids of the events that are taken of a delivery; null when it is refused. */
  async function idsOf({ delivery, keys, now }: Vector, headers: Headers, addition = "") {
    const start = delivery.url.indexOf(`/webhook-${name}`);
    const { app, deliveries } = intake(await loadProvider(name), {
      keys: () => keys,
      publicUrl: delivery.url.slice(0, start),
      now: () => now,
    });
    const path = delivery.url.slice(start);
    const addressed = addition === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${addition}`;
    await app.request(addressed, { method: "POST", headers, body: new Uint8Array(delivery.body) });
    return deliveries[0]?.events.map(({ id }) => id) ?? null;
  }

  function changed({ delivery }: Vector, header: string, value: string): Headers {
    const headers = new Headers(delivery.headers);
    headers.set(header, value);
    return headers;
  }

  const accepted = vectors.filter(
    ({ result, delivery: { method, url } }) =>
      result === "accepted" && method === "POST" && url.includes(`/webhook-${name}`),
  );

  test.each(accepted)(
    "$id: nothing that isn't signed makes another event of a recorded delivery",
    async (vector) => {
      const ids = await idsOf(vector, vector.delivery.headers);
      // A body that is none of the sender's was taken for no event, and a recording of it is of no use.
      if (ids === null) return;
      const others = [...vector.delivery.headers.keys(), ...namingHeaders];
      const tries = [
        ...others.map((header) => changed(vector, header, "another-1")),
        ...contentTypes.map((type) => changed(vector, "Content-Type", type)),
      ];
      for (const headers of tries) expect([ids, null]).toContainEqual(await idsOf(vector, headers));
      expect([ids, null]).toContainEqual(await idsOf(vector, vector.delivery.headers, "id=another-1"));
    },
  );
});
