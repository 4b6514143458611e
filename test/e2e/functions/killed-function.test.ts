import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { hostFunctions } from "../../support/hosted-functions.ts";
import { startDataApiProxy } from "../../support/data-api-proxy.ts";
import { keptOf } from "../../support/receipts.ts";
import { type StripeDelivery, stripeDelivery } from "../../support/stripe-delivery.ts";

const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 3 });
const api = startDataApiProxy(stack.apiUrl);
const functions = await hostFunctions({ apiUrl: api.url });
afterAll(async () => {
  await functions.stop();
  await api.stop();
  await sql.end();
});

async function post({ init }: StripeDelivery): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${functions.url}/webhook-stripe`, init);
  return { status: response.status, body: await response.json() };
}

async function kill(): Promise<void> {
  await (await functions.process("webhook-stripe"))?.kill();
}

/** What the sender's retries are answered, until it has been told twice that the event is here. */
async function retry(delivery: StripeDelivery): Promise<readonly unknown[]> {
  const answers = [await post(delivery), await post(delivery)];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  return answers.map(({ body }) => body);
}

async function expectOnce({ id, payment }: StripeDelivery): Promise<void> {
  expect(await keptOf(sql, "stripe", id)).toEqual({ receipts: 1, applied: 1, status: "processed" });
  expect(await sql`select amount::int from public.transactions where external_id = ${payment}`).toEqual([
    { amount: 14_900 },
  ]);
}

describe("a function that is killed with a delivery in its hands", () => {
  test("while the body arrives: nothing is kept, and the retry is processed", async () => {
    const delivery = stripeDelivery();
    await post(stripeDelivery());
    const { body, headers } = delivery.init;
    const half = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)));
        await kill();
        controller.error(new Error("the sender gives up"));
      },
    });
    const broken = fetch(`${functions.url}/webhook-stripe`, { method: "POST", headers, body: half });
    await expect(broken.then(({ ok }) => ok)).rejects.toThrow();
    expect(await keptOf(sql, "stripe", delivery.id)).toMatchObject({ receipts: 0 });

    const { id } = delivery;
    expect(await retry(delivery)).toEqual([
      { status: "processed", id },
      { status: "duplicate", id },
    ]);
    await expectOnce(delivery);
  });

  test("before it has asked the database: the sender gets a 5xx, and its retry is processed", async () => {
    const delivery = stripeDelivery();
    let killed = false;
    api.intercept({
      async before() {
        await kill();
        killed = true;
        throw new Error("whoever asked is gone");
      },
    });
    expect((await post(delivery)).status).toBe(500);
    expect(killed).toBe(true);
    expect(await keptOf(sql, "stripe", delivery.id)).toMatchObject({ receipts: 0 });

    const { id } = delivery;
    expect(await retry(delivery)).toEqual([
      { status: "processed", id },
      { status: "duplicate", id },
    ]);
    await expectOnce(delivery);
  });

  test("while the database works: whether that still commits or not, the effect is there once", async () => {
    const delivery = stripeDelivery();
    await sql
      .begin(async (transaction) => {
        // A rival's receipt of the same event, not yet committed: the door waits for it.
        const [row] = await transaction<{ pid: number }[]>`
          insert into intake.webhook_events (provider, event_id, event_type, status, request_id)
          values ('stripe', ${delivery.id}, 'rival', 'stored', gen_random_uuid())
          returning pg_backend_pid() as pid`;
        const sent = post(delivery);
        while (!(await isBlocking(row?.pid ?? 0)));
        await kill();
        expect((await sent).status).toBe(500);
        throw new RolledBack();
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(RolledBack));

    await retry(delivery);
    await expectOnce(delivery);
  });

  test("after the database has committed: the sender gets a 5xx, and its retry is a duplicate", async () => {
    const delivery = stripeDelivery();
    api.intercept({ after: kill });
    expect((await post(delivery)).status).toBe(500);
    await expectOnce(delivery);

    const { id } = delivery;
    expect(await retry(delivery)).toEqual([
      { status: "duplicate", id },
      { status: "duplicate", id },
    ]);
    await expectOnce(delivery);
  });
});

/** Ends a transaction that was only there to hold a lock. */
class RolledBack extends Error {
  override readonly name = "RolledBack";
}

async function isBlocking(pid: number): Promise<boolean> {
  const blocked = await sql`select from pg_stat_activity where ${pid} = any (pg_blocking_pids(pid))`;
  return blocked.length > 0;
}
