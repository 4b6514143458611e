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

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(files)("$provider", ({ provider: name, vectors, recorded }) => {
  beforeEach(() => {
    vi.stubGlobal("fetch", recordedFetch(recorded));
  });

  test.each(vectors.filter(reachesTheApp))("$id: the app answers as the scheme decides", async (vector) => {
    const provider = await loadProvider(name);
    const { delivery, keys, now, result, events } = vector;
    const { base, path } = splitUrl(vector);
    const { app, log, deliveries } = intake(provider, {
      keys: (endpoint) => (endpoint === "" ? keys : null),
      publicUrl: base,
      now: () => now,
    });
    const answer = await app.request(path, {
      method: delivery.method,
      headers: delivery.headers,
      body: new Uint8Array(delivery.body),
    });

    if (result !== "accepted") {
      expect(answer.status).toBe(401);
      expect(log).toMatchObject([{ event: "refused", reason: result }]);
    } else if (events === null) {
      expect([400, 422]).toContain(answer.status);
      expect(log).toMatchObject([{ event: "refused" }]);
    } else {
      expect(answer.status).toBe(200);
      if (events) expect(deliveries[0]?.events).toMatchObject(events);
    }
  });
});

/** Some vectors are of methods that no function takes, or of an address in a sender's documentation: they try the scheme alone. */
function reachesTheApp({ delivery: { method, url }, provider }: Vector): boolean {
  return method === "POST" && url.includes(`/webhook-${provider}`);
}

/** The public address is the configured base, and what follows it is what the function sees. */
function splitUrl({ delivery: { url }, provider }: Vector) {
  const start = url.indexOf(`/webhook-${provider}`);
  return { base: url.slice(0, start), path: url.slice(start) };
}
