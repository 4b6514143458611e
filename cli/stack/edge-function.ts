import { pathToFileURL } from "node:url";
import type { FunctionConfig } from "./functions-config.ts";
import { BootFailure, launch, type LaunchedProcess } from "./launched-process.ts";
import type { Print } from "./output.ts";

/** What every function of a project is started with. */
export type FunctionsOptions = {
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly print: Print;
};

// The platform's limit for an isolate (supabase.com/docs/guides/functions/limits).
const memoryMegabytes = 256;

/** Starts a function with what the platform would give it, and no more rights than it needs to answer. */
export async function startFunction(
  { name, entrypoint, importMap }: FunctionConfig,
  { project, environment, print }: FunctionsOptions,
): Promise<LaunchedProcess> {
  const printNamed: Print = (line) => print(`${name} | ${line}`);
  return await launch({
    entrypoint: pathToFileURL(entrypoint).href,
    denoOptions: [
      importMap === undefined ? "--no-config" : `--config=${importMap}`,
      `--allow-read=${project}`,
      "--allow-env",
      "--allow-net",
      `--v8-flags=--max-old-space-size=${memoryMegabytes}`,
    ],
    environment: {
      ...environment,
      SUPABASE_FUNCTION_SLUG: name,
      SB_REGION: "local",
      SB_EXECUTION_ID: crypto.randomUUID(),
      DENO_DEPLOYMENT_ID: `local_${name}`,
    },
    print: printNamed,
  }).catch((error: unknown) => {
    if (error instanceof BootFailure) printNamed("did not start");
    throw error;
  });
}
