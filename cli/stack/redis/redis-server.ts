import { Redis } from "ioredis";
import { freePort } from "../free-port.ts";
import { hasRedis, type RedisProcess, spawnRedis } from "./redis-process.ts";
import { upstashProtocol } from "./upstash-protocol.ts";
import { withoutUpstashFlags } from "./upstash-scripts.ts";

/** A Redis of one's own, behind a door that speaks as Upstash does. */
export type LocalRedis = {
  readonly url: string;
  readonly token: string;
  /** Ends the server alone: the door then answers as one whose Redis is gone. */
  readonly kill: () => Promise<void>;
  /** Starts the server again, empty. */
  readonly start: () => Promise<void>;
  /** Stops the server where it is: the door then answers nothing. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
};

const token = "development";

/**
 * Starts `redis-server`, which keeps nothing on disk, and the door in front of it, both on free ports of this machine; null
 * where there is no `redis-server`. It ends with this process.
 */
export async function startRedis(): Promise<LocalRedis | null> {
  if (!hasRedis()) return null;
  const port = freePort();
  let server: RedisProcess | null = await spawnRedis(port);
  const redis = new Redis({ port, host: "127.0.0.1", maxRetriesPerRequest: 1, retryStrategy: () => 50 });
  // Every failed attempt to connect is an event; the commands that fail for it are what matters.
  redis.on("error", () => undefined);
  await untilReady(redis);

  const run = withoutUpstashFlags(async ([name = "", ...args]) => await redis.call(name, ...args));
  const answer = upstashProtocol(token, run);
  const door = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, answer);
  const kill = async () => {
    const running = server;
    server = null;
    await running?.kill();
  };
  return {
    url: `http://127.0.0.1:${door.addr.port}`,
    token,
    kill,
    async start() {
      server ??= await spawnRedis(port);
      await untilReady(redis);
    },
    pause: () => server?.pause(),
    resume: () => server?.resume(),
    async stop() {
      redis.disconnect();
      await door.shutdown();
      await kill();
    },
  };
}

async function untilReady(redis: Redis): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const pong = await redis.ping().catch(() => null);
    if (pong !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("redis-server did not answer within five seconds");
}
