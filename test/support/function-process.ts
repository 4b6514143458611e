import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A function in a process of its own, as the platform runs it. */
export type FunctionProcess = {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

const launcher = new URL("function-launcher.ts", import.meta.url).href;

/**
 * Starts the entrypoint, a path in the folder that has its deno.json, and returns when it listens. It may reach this machine
 * and nothing else. Throws with what it printed when it doesn't start.
 */
export async function startFunction(
  folder: string,
  entrypoint: string,
  environment: Readonly<Record<string, string>>,
): Promise<FunctionProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-lock",
      "--node-modules-dir=manual",
      `--config=${join(folder, "deno.json")}`,
      "--allow-env",
      `--allow-read=${folder}`,
      "--allow-net=127.0.0.1",
      launcher,
      pathToFileURL(join(folder, entrypoint)).href,
    ],
    clearEnv: true,
    env: { ...runtimeEnvironment(), NO_COLOR: "1", ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();

  const failure = new Response(child.stderr).text();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: firstLine = "" } = await output.read();
  const port = /^\d+$/m.exec(firstLine)?.[0];
  if (port === undefined) throw new Error(`${entrypoint} does not start: ${firstLine}${await failure}`);
  const drained = drain(output);

  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    async stop() {
      child.kill();
      await Promise.all([child.status, failure, drained]);
    },
  };
}

/** Where Deno keeps what it has compiled. */
function runtimeEnvironment(): Record<string, string> {
  const names = ["HOME", "DENO_DIR", "XDG_CACHE_HOME"];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Deno.env.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function drain(output: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await output.read()).done);
}
