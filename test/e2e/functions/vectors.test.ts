import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { z } from "zod/v3";
import { type HostedFunctions, hostFunctions } from "../../support/hosted-functions.ts";
import { loadProvider } from "../../support/load-provider.ts";
import { projectRoot } from "../../support/project-files.ts";
import { clockHeader } from "../../support/staged-clock.ts";
import { type Vector, vectorFiles } from "../../support/vectors.ts";

// What the vectors' senders signed, where they signed the address: everything after it is sent to the functions here.
const publicUrl = "https://project.example.test/functions/v1";
const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 1 });
afterAll(() => sql.end());

const receipt = z.object({ id: z.string() });
const answer = z.union([
  receipt.transform(({ id }) => [id]),
  z.object({ events: z.array(receipt) }).transform(({ events }) => events.map(({ id }) => id)),
]);

const served = vectorFiles().filter(({ provider }) =>
  existsSync(join(projectRoot, `functions/webhook-${provider}/index.ts`)),
);

describe.each(served)("webhook-$provider", ({ provider, vectors, recorded }) => {
  // Keys are read once, when a function starts.
  const keysOf = ({ keys }: Vector) => keys.join(",");
  const hosts = new Map<string, HostedFunctions>();
  beforeAll(async () => {
    const { keysVariable } = await loadProvider(provider);
    for (const keys of new Set(vectors.map(keysOf))) {
      hosts.set(keys, await stagedFunctions(provider, recorded, { [keysVariable]: keys }));
    }
  });
  afterAll(() => Promise.all([...hosts.values()].map(({ stop }) => stop())));

  // The function takes its own address for the one that was called, whatever the request says: other ones are not for here.
  const sendable = vectors.filter(({ delivery }) => delivery.url.startsWith(publicUrl));
  // The vectors of one sender share its one-time value, which carries one event alone.
  beforeEach(() => sql`delete from intake.webhook_nonces where provider = ${provider}`);
  test.each(sendable)("$id: $result", async (vector) => {
    const { delivery, now, result, events } = vector;
    const headers = new Headers(delivery.headers);
    headers.set(clockHeader, String(now.getTime()));
    const response = await fetch(
      (hosts.get(keysOf(vector))?.url ?? "") + delivery.url.slice(publicUrl.length),
      {
        method: delivery.method,
        headers,
        ...(delivery.method !== "GET" && { body: new Uint8Array(delivery.body) }),
      },
    );
    const body = await response.text();
    const request = response.headers.get("x-request-id");
    if (delivery.method !== "POST") {
      expect(response.status).toBe(405);
      expect(await receiptsOf(request)).toBe(0);
    } else if (result !== "accepted") {
      expect(response.status).toBe(401);
      expect(await receiptsOf(request)).toBe(0);
    } else if (events) {
      expect(response.status).toBe(200);
      const ids = events.map(({ id }) => id);
      const wanted = (await loadProvider(provider)).answer;
      if (wanted) expect(body).toBe(wanted.body);
      else expect(answer.parse(JSON.parse(body))).toEqual(ids);
      expect(await eventsOf(provider, ids)).toEqual([...new Set(ids)].sort());
    } else {
      expect(response.status).toBeOneOf(events === null ? [400, 422] : [200, 400, 422]);
    }
  });
});

function stagedFunctions(
  provider: string,
  recorded: Readonly<Record<string, string>>,
  keys: Readonly<Record<string, string>>,
): Promise<HostedFunctions> {
  const entrypoint = join(projectRoot, `functions/webhook-${provider}/index.ts`);
  return hostFunctions({
    apiUrl: stack.apiUrl,
    environment: {
      ...keys,
      PUBLIC_BASE_URL: publicUrl,
      STAGED_FUNCTION: pathToFileURL(entrypoint).href,
      STAGED_ANSWERS: JSON.stringify(recorded),
    },
    adapt: (config) => ({ ...config, entrypoint: join(projectRoot, "test/support/staged-function.ts") }),
  });
}

/** The ids that have a receipt, each as often as it has one. */
async function eventsOf(provider: string, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`
    select event_id as id from intake.webhook_events where provider = ${provider} and event_id = any (${[...ids]})`;
  return rows.map(({ id }) => id).sort();
}

async function receiptsOf(request: string | null): Promise<number> {
  expect(request).not.toBeNull();
  const rows = await sql`select from intake.webhook_events where request_id = ${request}`;
  return rows.length;
}
