import { join } from "node:path";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { clusterFolder } from "../../../cli/stack/postgres-cluster.ts";
import { startStack } from "../../../cli/stack/stack.ts";
import { liftLimits } from "../../support/lift-limits.ts";
import { keptOf } from "../../support/receipts.ts";
import { type StripeDelivery, stripeDelivery } from "../../support/stripe-delivery.ts";

const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
// Durable: what it has acknowledged must be there after it was killed.
const stack = await startStack({ home, port: 0, dbPort: 0, env: {}, durable: true, schedule: false });
await liftLimits(stack.databaseUrl);
afterAll(async () => {
  await stack.stop();
  await Deno.remove(home, { recursive: true });
});

async function post({ init }: StripeDelivery) {
  const response = await fetch(`${stack.functionsUrl}/webhook-stripe`, init);
  const body: unknown = await response.json();
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
}

async function health(): Promise<number> {
  const response = await fetch(`${stack.functionsUrl}/health`);
  await response.body?.cancel();
  return response.status;
}

/** Posts again, as a sender does, until the answer is no longer to come back later. */
async function untilTaken(delivery: StripeDelivery): Promise<unknown> {
  for (;;) {
    const { status, retryAfter, body } = await post(delivery);
    if (status === 200) return body;
    expect(status).toBe(503);
    expect(retryAfter).toMatch(/^\d+$/);
  }
}

async function expectOnce(deliveries: readonly StripeDelivery[]): Promise<void> {
  const sql = postgres(stack.databaseUrl, { max: 1 });
  try {
    for (const { id } of deliveries) {
      expect(await keptOf(sql, "stripe", id)).toEqual({ receipts: 1, applied: 1, status: "processed" });
    }
    const payments = deliveries.map(({ payment }) => payment);
    const rows = await sql`select from public.transactions where external_id = any (${payments})`;
    expect(rows).toHaveLength(deliveries.length);
  } finally {
    await sql.end();
  }
}

describe("a database that is gone", () => {
  test("is told to the sender, whose retry is processed once when it is back", async () => {
    const delivery = stripeDelivery();
    await stack.stopDatabase();
    const { retryAfter, ...answer } = await post(delivery);
    expect(answer).toMatchObject({
      status: 503,
      body: { type: "urn:sluice:problem:unavailable", status: 503 },
    });
    expect(retryAfter).toMatch(/^\d+$/);
    expect(await health()).toBe(503);

    await stack.startDatabase();
    const { id } = delivery;
    expect(await untilTaken(delivery)).toEqual({ status: "processed", id });
    expect(await untilTaken(delivery)).toEqual({ status: "duplicate", id });
    await expectOnce([delivery]);
    expect(await health()).toBe(200);
  });

  test("having been killed in the middle of deliveries, has every one that was acknowledged, once", async () => {
    const deliveries = Array.from({ length: 40 }, () => stripeDelivery());
    const waiting = [...deliveries];
    const senders = Array.from({ length: 4 }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        await untilTaken(next);
        if (waiting.length === 25) await killDatabase();
      }
    });
    await Promise.all(senders);
    await expectOnce(deliveries);
  });
});

/** Ends PostgreSQL as a power cut would. The stack starts it again. */
async function killDatabase(): Promise<void> {
  const file = join(clusterFolder(join(home, "postgres")), "postmaster.pid");
  const [pid = ""] = (await Deno.readTextFile(file)).split("\n");
  Deno.kill(Number(pid), "SIGKILL");
}
