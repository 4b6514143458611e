import postgres from "postgres";
import { startRedis } from "../../../cli/stack/redis/redis-server.ts";
import { type ContenderName, wideLimits } from "../door/contenders.ts";
import { type Load, startLoadGenerator } from "../door/load.ts";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns, median } from "../measure.ts";
import { printRatio } from "../report.ts";
import { addedTime } from "./added-time.ts";
import { disturbances } from "./disturbed-redis.ts";
import { connectionsPerIsolate, type Engine } from "./isolate-order.ts";
import { limits, overshoot, type Passed } from "./overshoot.ts";

/** Percent. */
const overshootAim = 1;

/**
 * What gets past a limit that several isolates hold at twice its load, with each engine and with a Redis that goes away in the middle,
 * and what holding it adds to a delivery.
 */
export async function benchLimiter(): Promise<void> {
  const database = await startDurableDatabase();
  const { url } = database;
  const redis = await startRedis();
  const engines: Engine[] = [{ name: "postgres", url }];
  if (redis) engines.push({ name: "upstash", redis: { url: redis.url, token: redis.token }, url });
  else console.log("limiter, upstash: left out, because there is no redis-server here");
  try {
    const sql = postgres(url, { max: 1 });
    const { limit, refill_per_minute } = limits;
    await sql`update intake.rate_limits set capacity = ${limit}, refill_per_minute = ${refill_per_minute} where true`;
    for (const engine of engines) {
      const happening = engine.name === "upstash" && redis ? disturbances(redis) : {};
      for (const [what, disturb] of Object.entries({ "": undefined, ...happening })) {
        for (const isolates of [1, 3, 9]) {
          const name = [`limiter, ${engine.name}`, what, isolates].filter((part) => part !== "").join(", ");
          printOvershoot(name, isolates, await overshoot(engine, isolates, disturb));
        }
      }
    }
    await sql.unsafe(wideLimits);
    await sql.end();
    await benchOneSource(url);
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

/** How much many clients of one source lose by waiting for its bucket, or by leaving notes for it. */
async function benchOneSource(url: string): Promise<void> {
  const generator = startLoadGenerator(2);
  try {
    const run = (contender: ContenderName) => generator.run({ url, clients: 8, seconds: 0.6, contender });
    for (const [contender, name] of [
      ["door-and-one-limit", "deciding"],
      ["door-and-one-note", "noting"],
    ] as const) {
      const bare = () => run("door");
      const loads = await measureInTurns<Load>(1, 7, { bare, ours: () => run(contender) });
      const of = ({ perSecond }: Load) => perSecond;
      printRatio(
        { name: `limiter, one source, 8, ${name}`, unit: "/s", of, beside: "without", moreIsBetter: true },
        loads,
      );
    }
  } finally {
    await generator.stop();
  }
}

function printOvershoot(name: string, isolates: number, passed: Passed): void {
  const { allowed, undecided, overruled, permitted, longestWait } = passed;
  const most = permitted * (1 + overshootAim / 100) + isolates * connectionsPerIsolate;
  console.log(
    `${name.padEnd(40)} let through ${allowed}  limit ${permitted.toFixed(0)}  ` +
      `overshoot ${(Math.max(0, allowed / permitted - 1) * 100).toFixed(2)} %  ` +
      `aim ${overshootAim} % and those in flight: ${most.toFixed(0)}${allowed <= most ? "" : "  beyond it"}  ` +
      `longest wait for the engine ${longestWait.toFixed(0)} ms` +
      (undecided + overruled === 0
        ? ""
        : `  (${undecided} left to the database, ${overruled} refused by it alone)`),
  );
}
