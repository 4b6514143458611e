import { join } from "node:path";
import { clusterFolder } from "./postgres-cluster.ts";

/**
 * Clears what an earlier run left: its lock file, or its server when that run was killed. Throws when
 * the server belongs to a run that is still going.
 */
export async function clearLeftover(dataFolder: string): Promise<void> {
  const lock = join(clusterFolder(dataFolder), "postmaster.pid");
  const text = await readIfThere(lock);
  if (text === undefined) return;
  const [line = "", folder = ""] = text.split("\n");
  const pid = Number(line);
  const server = await processInfo(pid);
  // After a restart of the machine the number may be another program's.
  if (!server?.command.includes(folder)) {
    await Deno.remove(lock);
    return;
  }
  if (server.parent === Number(await readIfThere(ownerFile(dataFolder)))) {
    throw new Error(
      `PostgreSQL (process ${pid}) is running in ${dataFolder} already, started by process ${server.parent}`,
    );
  }
  Deno.kill(pid, "SIGINT");
  while (await processInfo(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Remembers that this process starts the server, so that `clearLeftover` can tell a run from a leftover. */
export async function claimOwnership(dataFolder: string): Promise<void> {
  await Deno.writeTextFile(ownerFile(dataFolder), `${Deno.pid}\n`);
}

function ownerFile(dataFolder: string): string {
  return join(dataFolder, "owner.pid");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function processInfo(
  pid: number,
): Promise<{ readonly parent: number; readonly command: string } | undefined> {
  if (Deno.build.os === "linux") {
    const command = await readIfThere(`/proc/${pid}/cmdline`);
    const status = await readIfThere(`/proc/${pid}/status`);
    // A process that has ended and that nobody has waited for yet has no command line.
    if (!command || status === undefined) return undefined;
    return { parent: Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]), command };
  }
  const { stdout } = await new Deno.Command("ps", {
    args: ["-ww", "-o", "ppid=,command=", "-p", String(pid)],
  }).output();
  const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(new TextDecoder().decode(stdout)) ?? [];
  return command === undefined ? undefined : { parent: Number(parent), command };
}
