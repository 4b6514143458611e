import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import postgres from "postgres";
import { z } from "zod/v3";
import { checkoutSchema, type RateLimiter } from "../../../shared/rate-limit/checkout.ts";
import { loadShare } from "../../../shared/rate-limit/load-share.ts";
import { postgresLimiter } from "../../../shared/rate-limit/postgres-limiter.ts";
import { upstashBucket } from "../../../shared/rate-limit/upstash-bucket.ts";
import { upstashLimiter } from "../../../shared/rate-limit/upstash-limiter.ts";
import {
  connectionsPerIsolate,
  isolateOrder,
  type IsolateOrder,
  type IsolateResult,
} from "./isolate-order.ts";

type Verdict = {
  readonly allowed: boolean;
  readonly undecided: boolean;
  readonly overruled: boolean;
  readonly waited: number;
};

/** Asks the engine and then, as a function does when it stores the delivery, the database. */
type Limits = { readonly ask: (source: string) => Promise<Verdict>; readonly close: () => Promise<void> };

const answered = z.tuple([z.object({ checkout: checkoutSchema })]);

if (parentPort) {
  const order = isolateOrder.parse((await once(parentPort, "message")).at(0));
  const limits = await connect(order);
  // About another source: connections and imports aren't what is measured.
  await limits.ask(crypto.randomUUID());
  const started = once(parentPort, "message");
  parentPort.postMessage("ready");
  await started;
  parentPort.postMessage(await receive(order, limits));
  await limits.close();
}

async function receive(order: IsolateOrder, { ask }: Limits): Promise<IsolateResult> {
  const { source, deliveries, seconds } = order;
  const result = {
    allowed: 0,
    undecided: 0,
    overruled: 0,
    longestWait: 0,
    firstAsked: Date.now(),
    lastDecided: 0,
  };
  async function deliver(index: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (index * seconds * 1000) / deliveries));
    const verdict = await ask(source);
    result.allowed += Number(verdict.allowed);
    result.undecided += Number(verdict.undecided);
    result.overruled += Number(verdict.overruled);
    result.longestWait = Math.max(result.longestWait, verdict.waited);
    result.lastDecided = Math.max(result.lastDecided, Date.now());
  }
  await Promise.all(Array.from({ length: deliveries }, (_, index) => deliver(index)));
  return result;
}

async function connect(order: IsolateOrder): Promise<Limits> {
  const { engine } = order;
  const limiter = await limiterOf(order);
  const sql = postgres(engine.url, {
    max: connectionsPerIsolate,
    fetch_types: false,
    connection: { role: "service_role" },
  });
  return {
    async ask(source) {
      const asked = performance.now();
      const decision = await limiter.decide(source);
      const waited = performance.now() - asked;
      if (decision.refused) return { allowed: false, undecided: false, overruled: false, waited };
      const { spend_token, share } = decision.databaseCheck;
      const rows =
        await sql`select public.checkout_rate_limit(${source}, 1, ${share}, ${spend_token}) as checkout`;
      const { allowed } = answered.parse([...rows])[0].checkout;
      return { allowed, undecided: decision.fellBack, overruled: !spend_token && !allowed, waited };
    },
    close: () => sql.end(),
  };
}

async function limiterOf({ engine, limits }: IsolateOrder): Promise<RateLimiter> {
  const load = loadShare({ now: Date.now });
  if (engine.name === "postgres") return postgresLimiter(load);
  const takeToken = await upstashBucket(engine.redis, Date.now);
  return upstashLimiter({ takeToken, limitsOf: () => Promise.resolve(limits), load });
}
