import type { LocalRedis } from "../../cli/stack/redis/redis-server.ts";

/** A door to a Redis that can be made to fail as doors do. */
export type FaultyUpstash = {
  readonly url: string;
  /** How many requests it was sent, and how many of them Redis itself has answered. */
  readonly counts: { asked: number; answered: number };
  /** Null to answer as Redis does. */
  readonly fail: (fault: Fault | null) => void;
  readonly stop: () => Promise<void>;
};

/** What may be wrong with the door. */
export type Fault = keyof typeof faults;

const slowMilliseconds = 2_000;
const result = (list: unknown) => Response.json([{ result: list }]);

const faults = {
  "two seconds late": async (ask: () => Promise<Response>) => {
    await new Promise((resolve) => setTimeout(resolve, slowMilliseconds));
    return await ask();
  },
  "a page with status 200": async () => new Response("<html>Sign in to the hotel's network</html>"),
  "JSON that was cut off": async () => new Response('[{"result":[3540000,18'),
  "refusals in words": async () => result(["bWFueQ==", "bGF0ZXI=", "bGltaXQ="]),
  "refusals until next year": async () => result([-1, Date.now() + 31_536_000_000, 600_000]),
  "401": async () => Response.json({ error: "Unauthorized" }, { status: 401 }),
  "500": async () => Response.json({ error: "ERR" }, { status: 500 }),
} as const;

/** What may be wrong with the door, each. */
export const allFaults: readonly string[] = Object.keys(faults);

/** Whether the door can fail so. */
export function isFault(name: string): name is Fault {
  return name in faults;
}

/** Starts a door in front of the one of a Redis. */
export function faultyUpstash(redis: LocalRedis): FaultyUpstash {
  const counts = { asked: 0, answered: 0 };
  let fault: Fault | null = null;
  const door = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    async (request: Request) => {
      counts.asked += 1;
      const { pathname } = new URL(request.url);
      const body = await request.text();
      const ask = async () => {
        const answer = await fetch(redis.url + pathname, { method: "POST", headers: request.headers, body });
        counts.answered += 1;
        return answer;
      };
      return fault === null ? await ask() : await faults[fault](ask);
    },
  );
  return {
    url: `http://127.0.0.1:${door.addr.port}`,
    counts,
    fail: (chosen) => (fault = chosen),
    stop: () => door.shutdown(),
  };
}
