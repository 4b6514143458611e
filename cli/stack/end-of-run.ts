/**
 * Settles when this process is told to end: by Ctrl-C, by a signal, or because whoever started it is gone without a word. From
 * the call on, signals no longer end it by themselves; they come twice, from the terminal and from whoever passes them on.
 */
export async function endOfRun(): Promise<void> {
  const parent = Deno.ppid;
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) Deno.addSignalListener(signal, resolve);
    setInterval(() => {
      if (Deno.ppid !== parent) resolve();
    }, 1000);
  });
}
