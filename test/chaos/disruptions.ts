import { join } from "node:path";
import { clusterFolder } from "../../cli/stack/postgres-cluster.ts";
import type { HostedFunctions } from "../support/hosted-functions.ts";
import type { Random } from "./random.ts";

/** How often what was broken. */
export type Disruptions = { databases: number; functions: number };

const names = ["stripe", "paypal", "ticket-tailor", "kajabi", "standard"].map((name) => `webhook-${name}`);

/** Breaks things, one every while, until it is told to stop; resolves to how many. */
export async function disrupt(
  home: string,
  functions: HostedFunctions,
  random: Random,
  stopped: AbortSignal,
): Promise<Disruptions> {
  const done = { databases: 0, functions: 0 };
  for (;;) {
    await pause(300 + random() * 1200, stopped);
    if (stopped.aborted) return done;
    if (random() < 0.3) {
      if (await killDatabase(home)) done.databases += 1;
    } else {
      const process = functions.process(names[Math.floor(random() * names.length)] ?? "");
      const running = await process?.catch(() => undefined);
      if (running) {
        await running.kill();
        done.functions += 1;
      }
    }
  }
}

/** Ends PostgreSQL as a power cut would; the stack starts it again. False when it is down already. */
export async function killDatabase(home: string): Promise<boolean> {
  try {
    const file = join(clusterFolder(join(home, "postgres")), "postmaster.pid");
    const [pid = ""] = (await Deno.readTextFile(file)).split("\n");
    Deno.kill(Number(pid), "SIGKILL");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stopped.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
