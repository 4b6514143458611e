import { fileURLToPath } from "node:url";
import { denoPath } from "../deno-path.mjs";
import { eachLine, type Print } from "./output.ts";
import { settledWithin } from "./settled-within.ts";

/** What a process is started with. */
export type LaunchOptions = {
  /** The module that calls Deno.serve. */
  readonly entrypoint: string;
  /** Options of `deno run`: the configuration, the permissions, the limits. */
  readonly denoOptions: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly print: Print;
};

/** A module that serves HTTP in a process of its own. */
export type LaunchedProcess = {
  readonly pid: number;
  /** Where it is reached, on this machine. */
  readonly url: string;
  /** Settles when it has ended, for whatever reason; true when it had run out of memory. */
  readonly ended: Promise<{ readonly outOfMemory: boolean }>;
  /** Asks it to finish what it has begun and to end. */
  readonly finish: () => Promise<void>;
  /** Ends it at once. */
  readonly kill: () => Promise<void>;
};

/** Thrown when a process ends or stays silent instead of serving. What it printed says why. */
export class BootFailure extends Error {
  override readonly name = "BootFailure";
}

const launcher = fileURLToPath(new URL("launch.ts", import.meta.url));
const bootMilliseconds = 30_000;

/** Starts a process and returns when it serves. It ends with this process, however this process ends. */
export async function launch({
  entrypoint,
  denoOptions,
  environment,
  print,
}: LaunchOptions): Promise<LaunchedProcess> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const child = new Deno.Command(denoPath(), {
    args: [
      "run",
      "--no-lock",
      "--no-prompt",
      "--node-modules-dir=manual",
      ...denoOptions,
      launcher,
      String(listener.addr.port),
      entrypoint,
    ],
    clearEnv: true,
    env: { ...runtimeEnvironment(), ...environment },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();

  let outOfMemory = false;
  const printed = Promise.all([
    eachLine(child.stdout, print),
    eachLine(child.stderr, (line) => {
      outOfMemory ||= line.includes("JavaScript out of memory");
      print(line);
    }),
  ]);
  const ended = Promise.all([child.status, printed]).then(() => ({ outOfMemory }));
  const kill = async (): Promise<void> => {
    signal(child, "SIGKILL");
    await ended;
  };
  try {
    // A process that gives up lets go of the connection first, and says why afterwards.
    const refusal = ended.then(() => null);
    const greeted = greeting(listener).then((control) => control ?? refusal);
    const control = await settledWithin(bootMilliseconds, Promise.race([greeted, refusal]));
    if (!control) throw new BootFailure(entrypoint);
    void ended.then(() => control.connection.close());
    return {
      pid: child.pid,
      url: `http://127.0.0.1:${control.port}`,
      ended,
      kill,
      async finish() {
        // It may have ended by itself.
        await control.connection.write(new Uint8Array(1)).catch(() => undefined);
        await ended;
      },
    };
  } catch (error) {
    await kill();
    throw error;
  } finally {
    listener.close();
  }
}

type Control = { readonly connection: Deno.TcpConn; readonly port: string };

/** What the launcher says first: null when it ends or is cut off before. */
async function greeting(listener: Deno.TcpListener): Promise<Control | null> {
  try {
    const connection = await listener.accept();
    const bytes = new Uint8Array(16);
    const size = await connection.read(bytes);
    const port = /^(\d+)\n$/.exec(new TextDecoder().decode(bytes.subarray(0, size ?? 0)))?.[1];
    if (port !== undefined) return { connection, port };
    connection.close();
    return null;
  } catch (error) {
    if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) return null;
    throw error;
  }
}

function signal(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch (error) {
    // Deno's answer for a process that has ended.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Where Deno keeps what it has compiled, and nothing else of this process's environment. */
function runtimeEnvironment(): Record<string, string> {
  const kept = ["HOME", "DENO_DIR", "XDG_CACHE_HOME"].flatMap((name): [string, string][] => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
}
