import postgres from "postgres";
import { upstashBucket } from "../../../shared/rate-limit/upstash-bucket.ts";
import { contenders } from "../door/contenders.ts";
import { measureInTurns, type Rounds } from "../measure.ts";
import type { Engine } from "./isolate-order.ts";

const rounds = 300;
const warmUpRounds = 60;
const wide = { limit: 1_000_000, refill_per_minute: 60_000, daily_quota: null, monthly_quota: null };

/** Milliseconds of one delivery through the door, with the engine and without, in turns. */
export async function addedTime(databaseUrl: string, engine: Engine): Promise<Rounds<number>> {
  const sql = postgres(databaseUrl, { max: 1, fetch_types: false, connection: { role: "service_role" } });
  const client = `added-${crypto.randomUUID().slice(0, 8)}`;
  async function deliver(name: "door" | "door-and-limit" | "door-and-note"): Promise<void> {
    const { statement, argumentsFor } = contenders[name];
    await sql.unsafe(statement, [...argumentsFor(crypto.randomUUID().slice(0, 18), client)], {
      prepare: true,
    });
  }
  const bare = () => milliseconds(() => deliver("door"));
  if (engine.name === "postgres") {
    const ours = () => milliseconds(() => deliver("door-and-limit"));
    return measureInTurns(warmUpRounds, rounds, { bare, ours }).finally(() => sql.end());
  }
  const takeToken = await upstashBucket(engine.redis, Date.now);
  const ours = () =>
    milliseconds(async () => {
      const checkout = await takeToken(client, wide, 1);
      if (checkout === null) throw new Error("Redis did not decide in time");
      await deliver("door-and-note");
    });
  return measureInTurns(warmUpRounds, rounds, { bare, ours }).finally(() => sql.end());
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
