import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, type LaunchedProcess } from "../../cli/stack/launched-process.ts";

/**
 * Starts the entrypoint, a path in the folder that has its deno.json. It may reach this machine and nothing else. Throws with
 * what it printed when it doesn't start.
 */
export async function launchFunction(
  folder: string,
  entrypoint: string,
  environment: Readonly<Record<string, string>>,
): Promise<LaunchedProcess> {
  const printed: string[] = [];
  try {
    return await launch({
      entrypoint: pathToFileURL(join(folder, entrypoint)).href,
      denoOptions: [
        `--config=${join(folder, "deno.json")}`,
        `--allow-read=${folder}`,
        "--allow-env",
        "--allow-net=127.0.0.1",
      ],
      environment,
      print: (line) => void printed.push(line),
    });
  } catch (cause) {
    throw new Error([`${entrypoint} does not start:`, ...printed].join("\n"), { cause });
  }
}
