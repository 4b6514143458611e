import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { z } from "zod/v3";
import { startRedis } from "../../cli/stack/redis/redis-server.ts";
import { startStack } from "../../cli/stack/stack.ts";
import { developmentSettings } from "../support/development-settings.ts";
import { allFaults, faultyUpstash, isFault } from "../support/faulty-upstash.ts";
import { stripeDelivery } from "../support/stripe-delivery.ts";

const redis = await startRedis();
const upstash = redis && faultyUpstash(redis);
const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
const { STRIPE_WEBHOOK_SECRET } = developmentSettings();
const endpoints = ["warm", "killed", "overfull", ...allFaults.map((_, index) => `fault-${index}`)];
const log: string[] = [];
const stack = await startStack({
  home,
  port: 0,
  dbPort: 0,
  env: {
    ...Object.fromEntries(
      endpoints.map((name) => [
        `STRIPE_WEBHOOK_SECRET_${name.toUpperCase().replaceAll("-", "_")}`,
        STRIPE_WEBHOOK_SECRET ?? "",
      ]),
    ),
    ...(upstash && { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: redis.token }),
  },
  durable: false,
  redis: false,
  schedule: false,
  print: (line) => void log.push(line),
});
const sql = postgres(stack.databaseUrl, { max: 2 });
await sql`
  insert into intake.rate_limits (source, capacity, refill_per_minute)
  values ('stripe', 20, 1), ('stripe/warm', 1000, 1000)`;

afterAll(async () => {
  await sql.end();
  await stack.stop();
  await upstash?.stop();
  await redis?.stop();
  await Deno.remove(home, { recursive: true });
});

type Answer = { readonly status: number; readonly headers: Headers };

async function send(path: string): Promise<Answer> {
  const answer = await fetch(`${stack.functionsUrl}/${path}`, stripeDelivery().init);
  await answer.body?.cancel();
  return { status: answer.status, headers: answer.headers };
}

/** Sends so many at once; resolves to how many were taken and how many refused for coming too often. */
async function burst(path: string, size: number) {
  const answers = await Promise.all(Array.from({ length: size }, () => send(path)));
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  return { taken: count(200), refused: count(429), answers };
}

const kept = async (endpoint: string) =>
  (await sql`select from intake.webhook_events where provider = 'stripe' and endpoint = ${endpoint}`).length;
const line = z.object({ limiterMilliseconds: z.number() });
const longestWait = () =>
  Math.max(
    ...log
      .filter((text) => text.includes("limiterMilliseconds"))
      .map((text) => line.parse(JSON.parse(text.slice(text.indexOf("{")))).limiterMilliseconds),
  );

/** A new isolate, which knows of no failure yet. */
const newIsolate = async () => await (await stack.functionProcess("webhook-stripe"))?.kill();

if (!redis) {
  // eslint-disable-next-line no-console -- A test that is skipped says why.
  console.warn("NOT TESTED: the limits in Redis, because there is no redis-server on this machine.");
}

describe.skipIf(!redis)("the limit of a source in Redis", () => {
  afterEach(async () => {
    upstash?.fail(null);
    await redis?.start();
    await newIsolate();
  });

  /** A busy machine may take longer than the deadline for the first delivery of an isolate. */
  async function untilRedisDecides(): Promise<void> {
    const before = upstash?.counts.answered ?? 0;
    const decided = async () => {
      await send("webhook-stripe/warm");
      return (upstash?.counts.answered ?? 0) - before;
    };
    await expect.poll(decided, { timeout: 30_000, interval: 500 }).toBeGreaterThan(0);
  }

  it("lets its burst through and no more, and says when to come back", async () => {
    await untilRedisDecides();
    const { taken, refused, answers } = await burst("webhook-stripe", 30);
    expect([taken, refused]).toEqual([20, 10]);
    for (const { headers } of answers.filter(({ status }) => status === 429)) {
      expect(headers.get("x-ratelimit-limit")).toBe("20");
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(await kept("")).toBe(20);
  });

  it("is what is left of it when Redis is gone, and somebody is told", async () => {
    await untilRedisDecides();
    expect(await burst("webhook-stripe/killed", 15)).toMatchObject({ taken: 15 });
    await redis?.kill();
    expect(await burst("webhook-stripe/killed", 30)).toMatchObject({ taken: 5, refused: 25 });
    expect(await kept("killed")).toBe(20);

    const told = async () =>
      await sql`select kind from public.v_webhook_security_alerts where kind = 'limiter_fallback'`;
    await expect.poll(told, { timeout: 30_000 }).toHaveLength(1);
  });

  it("is no second burst when Redis comes back empty, and Redis decides again", async () => {
    upstash?.fail("500");
    expect(await burst("webhook-stripe/overfull", 20)).toMatchObject({ taken: 20 });
    upstash?.fail(null);
    const answered = upstash?.counts.answered ?? 0;
    const decidesAgain = async () => {
      await burst("webhook-stripe/overfull", 2);
      return (upstash?.counts.answered ?? 0) - answered;
    };
    await expect.poll(decidesAgain, { timeout: 30_000, interval: 500 }).toBeGreaterThan(3);
    // One token may have come by time, and one may be owing.
    expect(await kept("overfull")).toBeLessThanOrEqual(22);
  });

  it.each(allFaults.map((fault, index) => ({ fault, endpoint: `fault-${index}` })))(
    "holds while Redis answers $fault, and Redis is left alone",
    async ({ fault, endpoint }) => {
      const path = `webhook-stripe/${endpoint}`;
      await untilRedisDecides();
      await send(path);
      if (!upstash || !isFault(fault)) throw new Error("nothing can fail");
      upstash.fail(fault);
      const { asked } = upstash.counts;
      expect(await burst(path, 5)).toMatchObject({ taken: 5 });
      const afterBurst = upstash.counts.asked;
      for (let index = 0; index < 20; index++) await burst(path, 2);
      expect(await kept(endpoint)).toBe(20);
      // The client asks twice where it finds no connection; the rest are probes, one in five seconds at the most.
      expect(afterBurst - asked).toBeLessThanOrEqual(10);
      expect(upstash.counts.asked - afterBurst).toBeLessThanOrEqual(4);
    },
  );

  it("tells in the log how long each delivery waited for it", () => {
    // eslint-disable-next-line no-console -- What was measured.
    console.log(`longest wait for the limiter: ${longestWait()} ms`);
    expect(longestWait()).toBeGreaterThan(0);
  });
});
