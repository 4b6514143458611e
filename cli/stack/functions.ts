import { startFunction } from "./edge-function.ts";
import { type FunctionConfig, readFunctionsConfig } from "./functions-config.ts";
import type { Print } from "./output.ts";
import { type ProcessPool, processPool } from "./process-pool.ts";
import { watchSources } from "./watch-sources.ts";

/** A project's functions, as the files have them now. */
export type Functions = {
  readonly config: (name: string) => FunctionConfig | undefined;
  readonly pool: ProcessPool;
  readonly stop: () => Promise<void>;
};

/** Serves a project's functions: each starts when it is first called, and anew after its files have changed. */
export async function serveFunctions(
  project: string,
  environment: Readonly<Record<string, string>>,
  print: Print,
): Promise<Functions> {
  let configs = await readFunctionsConfig(project);
  const pool = processPool(async (name) => {
    const config = configs.get(name);
    if (!config) throw new Error(`there is no function ${name}`);
    return await startFunction(config, { project, environment, print });
  });

  async function reconfigure(): Promise<void> {
    try {
      configs = await readFunctionsConfig(project);
    } catch (error) {
      print(`supabase/config.toml is left as it was: ${String(error)}`);
    }
  }

  const watcher = watchSources(project, ({ functions, shared, config }) => {
    if (config) void reconfigure();
    for (const name of pool.names()) if (shared || config || functions.has(name)) pool.retire(name);
  });
  return {
    config: (name) => configs.get(name),
    pool,
    async stop() {
      watcher.close();
      await pool.stop();
    },
  };
}
