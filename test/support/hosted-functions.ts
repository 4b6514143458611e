import { startFunction } from "../../cli/stack/edge-function.ts";
import { type FunctionConfig, readFunctionsConfig } from "../../cli/stack/functions-config.ts";
import { gateway } from "../../cli/stack/gateway.ts";
import type { LaunchedProcess } from "../../cli/stack/launched-process.ts";
import { listen } from "../../cli/stack/listen.ts";
import { processPool } from "../../cli/stack/process-pool.ts";
import { developmentSettings } from "./development-settings.ts";
import { projectRoot } from "./project-files.ts";

/** What hosted functions differ in from those of the local stack. */
export type HostingOptions = {
  /** The folder with `functions/` and `supabase/` in it; this project when left out. */
  readonly project?: string;
  /** Where the Data API is that they store by. */
  readonly apiUrl: string;
  /** Over the development settings; a variable that is undefined isn't set. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What their configuration is taken for. */
  readonly adapt?: (config: FunctionConfig) => FunctionConfig;
};

/** A project's functions behind a gateway of their own, for a test to configure and to kill. */
export type HostedFunctions = {
  readonly url: string;
  readonly printed: readonly string[];
  /** The process that serves a function now; undefined when none does. */
  readonly process: (name: string) => Promise<LaunchedProcess> | undefined;
  readonly stop: () => Promise<void>;
};

/** Serves functions as the local stack does: by its gateway, its launcher and its process pool, each on its first call. */
export async function hostFunctions({
  project = projectRoot,
  apiUrl,
  environment = {},
  adapt = (config) => config,
}: HostingOptions): Promise<HostedFunctions> {
  const configs = await readFunctionsConfig(project);
  const printed: string[] = [];
  const settings: Readonly<Record<string, string | undefined>> = {
    ...developmentSettings(),
    SUPABASE_URL: apiUrl,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_development" }),
    ...environment,
  };
  const options = {
    project,
    environment: Object.fromEntries(
      Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    print: (line: string) => void printed.push(line),
  };
  const pool = processPool(async (name) => {
    const config = configs.get(name);
    if (!config) throw new Error(`there is no function ${name}`);
    return startFunction(adapt(config), options);
  });
  const door = listen(0);
  door.open(
    gateway({
      functions: pool,
      functionConfig: (name) => configs.get(name),
      api: pool,
      databaseRuns: () => false,
      jwtSecret: developmentSettings().SUPABASE_JWT_SECRET ?? "",
    }),
  );
  return {
    url: `${door.url}/functions/v1`,
    printed,
    process: (name) => pool.running(name),
    async stop() {
      await door.close();
      await pool.stop();
    },
  };
}
