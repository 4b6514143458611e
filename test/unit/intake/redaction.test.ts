import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Provider } from "../../../shared/intake/provider.ts";
import { webhookApp, type WebhookApp } from "../../../shared/intake/webhook-app.ts";
import { jsonLog } from "../../../shared/observability/log.ts";
import { addressLimiter } from "../../../shared/rate-limit/address-limiter.ts";
import { loadShare } from "../../../shared/rate-limit/load-share.ts";
import { postgresLimiter } from "../../../shared/rate-limit/postgres-limiter.ts";
import { loadProvider } from "../../support/load-provider.ts";
import { projectRoot } from "../../support/project-files.ts";
import { readVectorFile, recordedFetch, type Vector } from "../../support/vectors.ts";
import { memoryStore } from "./acme.ts";

const names = readdirSync(join(projectRoot, "functions"))
  .filter((folder) => folder.startsWith("webhook-"))
  .map((folder) => folder.slice("webhook-".length));

beforeEach(() => {
  vi.stubGlobal("fetch", recordedFetch({}));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const mark = "MARKED-secret";
const base = "https://project.example.test/functions/v1";

/** The app with the log that functions have, and all that was written to it. */
function logged(provider: Provider, { keys, now }: Pick<Vector, "keys" | "now">) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const counted: string[] = [];
  const app = webhookApp(provider, {
    keys: (endpoint) => (endpoint === "" ? keys : null),
    publicUrl: base,
    defaults: {},
    store: memoryStore(),
    limiter: postgresLimiter(loadShare({ now: () => 0 })),
    addresses: addressLimiter(() => 0),
    count: (signal) => counted.push(signal),
    now: () => now,
    log: jsonLog(`webhook-${provider.name}`, { log: write, error: write }),
    newRequestId: () => crypto.randomUUID(),
    confirm: null,
  });
  return { app, seen: () => [...lines, ...counted].join("\n") };
}

async function answerOf(app: WebhookApp, path: string, init: RequestInit): Promise<string> {
  const answer = await app.request(path, init);
  return JSON.stringify([...answer.headers]) + (await answer.text());
}

describe.each(names)("webhook-%s", (name) => {
  const { vectors } = readVectorFile(name);
  const genuine = vectors.filter(
    ({ result, delivery }) => result === "accepted" && delivery.url.startsWith(`${base}/webhook-${name}`),
  );

  test("tells nothing of what a stranger sent, wherever they put it", async () => {
    const provider = await loadProvider(name);
    for (const { delivery, keys, now } of genuine) {
      const { app, seen } = logged(provider, { keys, now });
      const path = delivery.url.slice(base.length);
      const headers = [...delivery.headers].map(([header, value]) => [header, `${value}${mark}`] as const);
      const body = `{"id":"${mark}","type":"${mark}","token":"${mark}"`;
      const [address = ""] = path.split("?");
      const answers = [
        await answerOf(app, path, { method: "POST", headers: Object.fromEntries(headers), body }),
        await answerOf(app, path, { method: "POST", headers: { authorization: mark, cookie: mark }, body }),
        await answerOf(app, `${address}?token=${mark}`, { method: "POST", body }),
        await answerOf(app, `${address}/${mark}`, { method: "POST", body: `${body}}` }),
        await answerOf(app, `/${mark}`, { method: "POST", body }),
        await answerOf(app, path, { method: mark.toUpperCase() }),
      ];
      expect(seen()).toContain("refused");
      expect(answers.join("\n") + seen()).not.toMatch(/MARKED/i);
    }
  });

  test("tells neither its keys nor anything of a payload but the events' ids", async () => {
    const provider = await loadProvider(name);
    for (const { delivery, keys, now } of genuine) {
      const { app, seen } = logged(provider, { keys, now });
      const init = { method: "POST", headers: delivery.headers, body: new Uint8Array(delivery.body) };
      const answer = await answerOf(app, delivery.url.slice(base.length), init);
      for (const key of keys) expect(answer + seen()).not.toContain(key);
      expect(answer + seen()).not.toMatch(/@example|\+1555/);
    }
  });

  test("tells nothing of a payload when its mapping throws an error that quotes it", async () => {
    const provider = await loadProvider(name);
    const identify: Provider["identify"] = (payload) => [{ id: "1", type: "x", occurredAt: null, payload }];
    const throwing = (): never => {
      throw new TypeError(`${mark} is not a function`, { cause: { [mark]: mark } });
    };
    const scheme: Provider["scheme"] = async () => ({ ok: true });
    for (const broken of [{ identify, normalise: throwing }, { identify: throwing }]) {
      const { app, seen } = logged({ ...provider, scheme, ...broken }, { keys: [mark], now: new Date() });
      const init = { method: "POST", body: JSON.stringify({ [mark]: mark }) };
      const answer = await answerOf(app, `/webhook-${name}`, init);
      expect(seen()).toContain("TypeError");
      expect(answer + seen()).not.toContain(mark);
    }
  });
});
