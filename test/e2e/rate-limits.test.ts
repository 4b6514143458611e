import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { startStack } from "../../cli/stack/stack.ts";
import { developmentSettings } from "../support/development-settings.ts";
import { stripeDelivery } from "../support/stripe-delivery.ts";

const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
const { STRIPE_WEBHOOK_SECRET } = developmentSettings();
const env = { STRIPE_WEBHOOK_SECRET_EU: STRIPE_WEBHOOK_SECRET };
const stack = await startStack({ home, port: 0, dbPort: 0, env, durable: false });
const sql = postgres(stack.databaseUrl, { max: 2 });

afterAll(async () => {
  await sql.end();
  await stack.stop();
  await Deno.remove(home, { recursive: true });
});

type Answer = { readonly status: number; readonly headers: Headers };

async function send(path: string): Promise<Answer> {
  const answer = await fetch(`${stack.functionsUrl}/${path}`, stripeDelivery().init);
  await answer.body?.cancel();
  return { status: answer.status, headers: answer.headers };
}

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

async function setLimit(capacity: number, refillPerMinute: number): Promise<void> {
  await sql`
    insert into intake.rate_limits (source, capacity, refill_per_minute) values ('stripe', ${capacity}, ${refillPerMinute})
    on conflict (source) do update set capacity = excluded.capacity, refill_per_minute = excluded.refill_per_minute`;
}

if (!stack.redis) {
  // eslint-disable-next-line no-console -- A test that is skipped says why.
  console.warn("NOT TESTED: the limits in Redis, because there is no redis-server on this machine.");
}

describe.skipIf(!stack.redis)("the limit of a source in Redis", () => {
  it("lets its burst through and no more, and says when to come back", async () => {
    await setLimit(20, 1);
    const answers = await Promise.all(Array.from({ length: 30 }, () => send("webhook-stripe")));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(20);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    for (const { headers } of refused) {
      expect(headers.get("x-ratelimit-limit")).toBe("20");
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(await sql`select from intake.webhook_events`).toHaveLength(20);
  });

  it("is held by the database's bucket when Redis is gone, and somebody is told", async () => {
    await stack.redis?.kill();
    const answers = await Promise.all(Array.from({ length: 30 }, () => send("webhook-stripe/eu")));
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(20);
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(10);

    const told = async () =>
      await sql`select kind from public.v_webhook_security_alerts where kind = 'limiter_fallback'`;
    await expect.poll(told, { timeout: 30_000 }).toHaveLength(1);
  });
});
