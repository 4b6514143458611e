import postgres from "postgres";
import { startRedis } from "../../../cli/stack/redis/redis-server.ts";
import { wideLimits } from "../door/contenders.ts";
import { startDurableDatabase } from "../durable-database.ts";
import { median } from "../measure.ts";
import { printRatio } from "../report.ts";
import { addedTime } from "./added-time.ts";
import type { Engine } from "./isolate-order.ts";
import { limits, overshoot, type Passed } from "./overshoot.ts";

/** Percent. */
const overshootAim = 1;

/** What gets past a limit that several isolates hold at twice its load, and what holding it adds to a delivery; both engines. */
export async function benchLimiter(): Promise<void> {
  const database = await startDurableDatabase();
  const redis = await startRedis();
  const engines: Engine[] = [{ name: "postgres", url: database.url }];
  if (redis) engines.push({ name: "upstash", url: redis.url, token: redis.token });
  else console.log("limiter, upstash: left out, because there is no redis-server here");
  try {
    const sql = postgres(database.url, { max: 1 });
    const { limit, refill_per_minute } = limits;
    await sql`update intake.rate_limits set capacity = ${limit}, refill_per_minute = ${refill_per_minute} where true`;
    for (const engine of engines) {
      for (const isolates of [1, 3, 9]) {
        printOvershoot(`limiter, ${engine.name}, ${isolates}`, await overshoot(engine, isolates));
      }
    }
    await sql.unsafe(wideLimits);
    await sql.end();
    for (const engine of engines) {
      const times = await addedTime(database.url, engine);
      const added = median(times.ours) - median(times.bare);
      const name = `limiter, ${engine.name}, a delivery`;
      printRatio({ name, unit: "ms", of: (sample) => sample, beside: "without" }, times);
      console.log(`${"".padEnd(34)} adds ${added.toFixed(2)} ms`);
    }
  } finally {
    await redis?.stop();
    await database.stop();
  }
}

function printOvershoot(name: string, { allowed, undecided, permitted }: Passed): void {
  const percent = Math.max(0, allowed / permitted - 1) * 100;
  console.log(
    `${name.padEnd(34)} let through ${allowed}  limit ${permitted.toFixed(0)}  ` +
      `overshoot ${percent.toFixed(2)} %  aim ${overshootAim} %` +
      (percent <= overshootAim ? "" : "  beyond it") +
      (undecided === 0 ? "" : `  (${undecided} left to the database)`),
  );
}
