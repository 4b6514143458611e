import type { LocalRedis } from "../../../cli/stack/redis/redis-server.ts";
import type { Disturb } from "./overshoot.ts";

/** What may happen to a Redis in the middle of a run: it is away for its second third. */
export function disturbances(redis: LocalRedis): Readonly<Record<string, Disturb>> {
  const during = async (milliseconds: number, leave: () => unknown, back: () => unknown) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds / 3));
    await leave();
    await new Promise((resolve) => setTimeout(resolve, milliseconds / 3));
    await back();
  };
  return {
    "killed, back empty": (milliseconds) => during(milliseconds, redis.kill, redis.start),
    "silent, then back": (milliseconds) => during(milliseconds, redis.pause, redis.resume),
  };
}
