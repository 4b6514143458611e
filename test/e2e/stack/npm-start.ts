import { spawn } from "node:child_process";
import { projectRoot } from "../../support/project-files.ts";

/** A command of the project that runs as somebody types it. */
export type RunningScript = {
  /** The command, which leads a process group of its own, as in a terminal. */
  readonly pid: number;
  /** All that it has printed. */
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
};

/** Runs `npm run` with a script of package.json and, of the stack's settings, nothing but the given ones. */
export function npmRun(script: string, settings: Readonly<Record<string, string>>): RunningScript {
  let output = "";
  const child = spawn("npm", ["run", script], {
    cwd: projectRoot,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...Deno.env.toObject(), ...settings },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  if (child.pid === undefined) throw new Error("npm could not be started");
  return {
    pid: child.pid,
    output: () => output,
    ended: new Promise((resolve) => child.on("close", (code) => resolve({ code, output }))),
  };
}

/** A process, and the command that it runs. */
export type Descendant = { readonly pid: number; readonly command: string };

/** The processes that a process has started, and those that they have. */
export async function descendantsOf(pid: number): Promise<readonly Descendant[]> {
  const processes = await runningProcesses();
  const children = processes.filter(({ parent }) => parent === pid);
  const below = await Promise.all(children.map((child) => descendantsOf(child.pid)));
  return [...children, ...below.flat()];
}

/** Which of the processes still run. */
export async function survivors(processes: readonly Descendant[]): Promise<readonly Descendant[]> {
  const running = await runningProcesses();
  return processes.filter(({ pid, command }) =>
    running.some((process) => process.pid === pid && process.command === command),
  );
}

async function runningProcesses(): Promise<readonly (Descendant & { readonly parent: number })[]> {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="],
  }).output();
  return (
    [...new TextDecoder().decode(stdout).matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/gm)]
      .map(([, pid, parent, state, command = ""]) => ({
        pid: Number(pid),
        parent: Number(parent),
        state,
        command,
      }))
      // One that has ended and that nobody has waited for yet.
      .filter(({ state }) => !state?.startsWith("Z"))
  );
}
