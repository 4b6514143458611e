/**
 * Ends the process `pid` by SIGINT when this process is gone without a word, killed for instance: a
 * shell holds the other end of a pipe. `dismiss` when the process has ended by itself.
 */
export function watch(pid: number): { readonly dismiss: () => Promise<void> } {
  const shell = new Deno.Command("sh", {
    // A line means that all is well; the pipe's end without one, that nobody is there any more.
    args: ["-c", 'trap "" INT TERM HUP; read -r _ || kill -INT "$0"', String(pid)],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    dismiss: async () => {
      const pipe = shell.stdin.getWriter();
      try {
        await pipe.write(new TextEncoder().encode("\n"));
        await pipe.close();
      } catch (error) {
        // It has been killed itself.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      }
      await shell.status;
    },
  };
}
