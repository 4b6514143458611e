import { parentPort, threadId } from "node:worker_threads";
import postgres from "postgres";
import { contenders } from "./contenders.ts";
import { type LoadResult, loadOrder } from "./load-order.ts";

const connections = new Map<string, postgres.Sql>();

parentPort?.on("message", (order: unknown) => {
  void run(order).then((result) => parentPort?.postMessage(result));
});

async function run(order: unknown): Promise<LoadResult> {
  const { url, clients, contender, seconds } = loadOrder.parse(order);
  const { statement, argumentsFor } = contenders[contender];
  const key = `${url} ${clients}`;
  const sql = connections.get(key) ?? connect(url, clients);
  connections.set(key, sql);

  const milliseconds: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  async function client(_: unknown, index: number): Promise<void> {
    const name = `client-${threadId}-${index}`;
    for (let before = start; before < end;) {
      const values = argumentsFor(crypto.randomUUID().slice(0, 18), name);
      before = performance.now();
      await sql.unsafe(statement, [...values], { prepare: true });
      milliseconds.push(performance.now() - before);
    }
  }
  await Promise.all(Array.from({ length: clients }, client));
  return { milliseconds, seconds: (performance.now() - start) / 1000 };
}

function connect(url: string, max: number): postgres.Sql {
  return postgres(url, { max, fetch_types: false, connection: { role: "service_role" } });
}
