import { fileURLToPath } from "node:url";
import { launch } from "../stack/launched-process.ts";
import type { Sign } from "./sign.ts";

/** A sender whose signature only it can make, played by us, and a function that believes it. */
export type StandIn = { readonly sign: Sign; readonly url: string };

const importMap = fileURLToPath(new URL("../../deno.json", import.meta.url));

/** Starts a provider's function beside the stack's, with an environment of its own. Resolves to where it is. */
export async function launchBeside(
  provider: string,
  entrypoint: URL,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { url } = await launch({
    entrypoint: entrypoint.href,
    denoOptions: ["--allow-all", `--config=${importMap}`],
    environment,
    print: () => undefined,
  });
  return `${url}/webhook-${provider}`;
}
