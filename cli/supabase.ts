import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** How a run of the Supabase CLI ended. */
export type CliResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** What a run of the Supabase CLI may be given. */
export type CliOptions = {
  /** The folder with `supabase/` in it; this project when left out. */
  readonly project?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs the Supabase CLI that npm installed and waits for it. It answers yes to its own questions, sends
 * no telemetry, and sees neither this process's environment nor the home folder with its access token.
 */
export async function supabase(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const home = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(binary(), {
      args: [...args, "--yes", `--workdir=${options.project ?? root}`],
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        HOME: home,
        TMPDIR: home,
        DO_NOT_TRACK: "1",
        SUPABASE_TELEMETRY_DISABLED: "1",
        SUPABASE_NO_UPDATE_NOTIFIER: "1",
        ...options.environment,
      },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { exitCode: code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** The program itself: the `supabase` of npm is a Node wrapper around it. */
function binary(): string {
  const { resolve } = createRequire(import.meta.url);
  const machine = `${Deno.build.os}-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}`;
  for (const name of [`@supabase/cli-${machine}`, `@supabase/cli-${machine}-musl`]) {
    try {
      return join(dirname(resolve(`${name}/package.json`)), "bin", "supabase");
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  throw new Error(`the Supabase CLI for ${machine} is not installed: run "npm ci" without --omit=optional`);
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
}
