import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import postgres from "postgres";
import { z } from "zod/v3";
import { checkoutSchema, type Checkout } from "../../../shared/rate-limit/checkout.ts";
import { upstashBucket } from "../../../shared/rate-limit/upstash-bucket.ts";
import { isolateOrder, type IsolateOrder, type IsolateResult } from "./isolate-order.ts";

type Connection = {
  readonly ask: (source: string) => Promise<Checkout | null>;
  readonly close: () => Promise<void>;
};

const answered = z.tuple([z.object({ checkout: checkoutSchema })]);

if (parentPort) {
  const order = isolateOrder.parse((await once(parentPort, "message")).at(0));
  const connection = connect(order);
  // About another source: connections and imports aren't what is measured.
  await connection.ask(crypto.randomUUID());
  const started = once(parentPort, "message");
  parentPort.postMessage("ready");
  await started;
  parentPort.postMessage(await receive(order, connection));
  await connection.close();
}

async function receive(order: IsolateOrder, { ask }: Connection): Promise<IsolateResult> {
  const { source, deliveries, seconds } = order;
  const result = { allowed: 0, undecided: 0, firstAsked: Date.now(), lastDecided: 0 };
  async function deliver(index: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (index * seconds * 1000) / deliveries));
    const checkout = await ask(source);
    result.allowed += checkout?.allowed ? 1 : 0;
    result.undecided += checkout === null ? 1 : 0;
    result.lastDecided = Math.max(result.lastDecided, Date.now());
  }
  await Promise.all(Array.from({ length: deliveries }, (_, index) => deliver(index)));
  return result;
}

function connect({ engine, limits }: IsolateOrder): Connection {
  if (engine.name === "upstash") {
    const takeToken = upstashBucket(engine, Date.now);
    return { ask: (source) => takeToken(source, limits, 1), close: async () => undefined };
  }
  const sql = postgres(engine.url, { max: 1, fetch_types: false, connection: { role: "service_role" } });
  return {
    async ask(source) {
      const rows = await sql`select public.checkout_rate_limit(${source}) as checkout`;
      return answered.parse([...rows])[0].checkout;
    },
    close: () => sql.end(),
  };
}
