import { join } from "node:path";

const pollMilliseconds = 25;

/**
 * Returns when the server `pid` of a cluster takes connections; throws when `ended` says that it is gone.
 *
 * It says so itself in its lock file, which is where PostgreSQL's own pg_ctl reads it. Connecting instead would have to outlive
 * servers that end halfway through a connection, in recovery above all.
 */
export async function untilReady(clusterFolder: string, pid: number, ended: AbortSignal): Promise<void> {
  while (!(await isReady(join(clusterFolder, "postmaster.pid"), pid))) {
    ended.throwIfAborted();
    await new Promise((next) => setTimeout(next, pollMilliseconds));
  }
}

async function isReady(lockFile: string, pid: number): Promise<boolean> {
  try {
    const lines = (await Deno.readTextFile(lockFile)).split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
