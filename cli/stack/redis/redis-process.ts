/** A `redis-server` that keeps nothing on disk. */
export type RedisProcess = {
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Stops it where it is: connections stay, answers don't come. */
  readonly pause: () => void;
  readonly resume: () => void;
};

/** Whether this machine has a `redis-server`. */
export function hasRedis(): boolean {
  try {
    return new Deno.Command("redis-server", { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Starts `redis-server` on a port of this machine. It ends with this process, however this process ends. */
export async function spawnRedis(port: number): Promise<RedisProcess> {
  // Watched by a shell that holds a pipe to us.
  const command = `redis-server --port ${port} --bind 127.0.0.1 --save '' --appendonly no >/dev/null & echo $!; read _; kill -9 $!`;
  const shell = new Deno.Command("sh", {
    args: ["-c", command],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = shell.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  await reader.cancel();
  return {
    async kill() {
      await shell.stdin.close();
      await shell.status;
    },
    pause: () => Deno.kill(pid, "SIGSTOP"),
    resume: () => Deno.kill(pid, "SIGCONT"),
  };
}
