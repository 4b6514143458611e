import { commandAs, type PostgresAccount } from "./postgres-account.ts";
import { PASSWORD, SUPERUSER } from "./postgres-cluster.ts";
import { untilReady } from "./postgres-readiness.ts";
import { watch } from "./postgres-watchdog.ts";

/** A running PostgreSQL. */
export type RunningPostgres = {
  /** As `postgres`, who owns the databases and isn't a superuser. It exists once `bootstrap` has run. */
  readonly url: string;
  /** As the superuser. */
  readonly adminUrl: string;
  readonly port: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends open connections and the server, and waits until it is gone. */
  readonly stop: () => Promise<void>;
};

/** A cluster that is there, and what to serve it with. */
export type ServedCluster = {
  readonly folder: string;
  readonly account: PostgresAccount;
  /** The server's program. */
  readonly program: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  /** The file that the server writes to. */
  readonly log: string;
};

/**
 * Serves a cluster on 127.0.0.1 and returns when it takes connections. It ends with this process, however this process ends. Throws when
 * the server refuses.
 */
export async function serveCluster(cluster: ServedCluster): Promise<RunningPostgres> {
  const { folder, account, program, port, log } = cluster;
  const command = [program, "-D", folder, ...optionsOf(cluster)];
  // The shell gives way to the server, so that the process is the server's own.
  const server = commandAs(account, ["sh", "-c", 'exec "$@" > "$0" 2>&1', log, ...command], {
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const watchdog = watch(server.pid);
  const gone = new AbortController();
  const ended = server.status.then(async () => {
    gone.abort(new Error("the server ended"));
    await watchdog.dismiss();
  });
  const stop = async (): Promise<void> => {
    if (!gone.signal.aborted) server.kill("SIGINT");
    await ended;
  };
  const url = (user: string) => `postgresql://${user}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(folder, server.pid, gone.signal);
  } catch (cause) {
    await stop();
    throw new Error(`PostgreSQL did not start in ${folder}: ${await lastLines(log)}`, { cause });
  }
  return { url: url("postgres"), adminUrl: url(SUPERUSER), port, ended, stop };
}

function optionsOf({ port, settings }: ServedCluster): readonly string[] {
  const all: Readonly<Record<string, string>> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    timezone: "UTC",
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function lastLines(log: string): Promise<string> {
  return (await Deno.readTextFile(log)).trim().split("\n").slice(-5).join("\n");
}
