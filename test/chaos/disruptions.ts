import { join } from "node:path";
import type { LocalRedis } from "../../cli/stack/redis/redis-server.ts";
import { clusterFolder } from "../../cli/stack/postgres-cluster.ts";
import type { HostedFunctions } from "../support/hosted-functions.ts";
import type { Random } from "./random.ts";

/** How often what was broken. */
export type Disruptions = { databases: number; functions: number; redis: number };

/** What can be broken. */
export type Breakable = {
  /** The folder of the stack, whose database is broken. */
  readonly home: string;
  readonly functions: HostedFunctions;
  readonly redis: LocalRedis | null;
};

/** Breaks what is due after so many deliveries, if anything is. */
export type Disrupt = (delivered: number) => Promise<void>;

const deliveriesPerDatabase = 400;
const deliveriesPerFunction = 120;
const deliveriesPerRedis = 600;
const redisAwayMilliseconds = 3000;
const names = ["stripe", "paypal", "ticket-tailor", "kajabi", "standard"].map((name) => `webhook-${name}`);

/** Breaks things at moments of a run of so many deliveries, twice at least of each kind, and counts in `done`. */
export function disruptions(
  { home, functions, redis }: Breakable,
  deliveries: number,
  random: Random,
  done: Disruptions,
): Disrupt {
  const moments = (each: number) =>
    Array.from({ length: 2 + Math.floor(deliveries / each) }, () => Math.floor(random() * deliveries));
  const ofDatabase = moments(deliveriesPerDatabase);
  const ofFunction = moments(deliveriesPerFunction);
  const ofRedis = redis ? moments(deliveriesPerRedis) : [];
  let isRedisAway = false;

  async function breakRedis(how: number): Promise<void> {
    if (redis === null || isRedisAway) return;
    isRedisAway = true;
    done.redis += 1;
    // Gone without a trace, or silent with its connections open: a client learns of the one at once and of the other never.
    const isKilled = how % 2 === 0;
    if (isKilled) await redis.kill();
    else redis.pause();
    await new Promise((resolve) => setTimeout(resolve, redisAwayMilliseconds));
    if (isKilled) await redis.start();
    else redis.resume();
    isRedisAway = false;
  }

  return async function disrupt(delivered) {
    if (ofRedis.includes(delivered)) await breakRedis(ofRedis.indexOf(delivered));
    if (ofDatabase.includes(delivered) && (await killDatabase(home))) done.databases += 1;
    if (!ofFunction.includes(delivered)) return;
    const process = functions.process(names[Math.floor(random() * names.length)] ?? "");
    const running = await process?.catch(() => undefined);
    if (!running) return;
    await running.kill();
    done.functions += 1;
  };
}

/** Ends PostgreSQL as a power cut would; the stack starts it again. False when it isn't up, or not yet. */
async function killDatabase(home: string): Promise<boolean> {
  try {
    const file = join(clusterFolder(join(home, "postgres")), "postmaster.pid");
    const lines = (await Deno.readTextFile(file)).split("\n");
    const [pid = "", , , , , , , status = ""] = lines;
    if (status.trim() !== "ready") return false;
    Deno.kill(Number(pid), "SIGKILL");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
