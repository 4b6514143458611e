import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { commandAs, postgresAccount } from "./postgres-account.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { clusterFolder, ensureCluster, PASSWORD, SUPERUSER } from "./postgres-cluster.ts";
import { claimOwnership, clearLeftover } from "./postgres-leftover.ts";
import { untilReady } from "./postgres-readiness.ts";
import { watch } from "./postgres-watchdog.ts";

/** What `startPostgres` needs to know. */
export type PostgresOptions = {
  /** Kept between runs: the cluster and the server's log. Made when it isn't there. */
  readonly dataFolder: string;
  /** On 127.0.0.1; a free one when left out. */
  readonly port?: number;
  /** Whether a commit survives a power cut. Tests are faster without. */
  readonly durable: boolean;
  readonly settings?: Readonly<Record<string, string>>;
};

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

/**
 * Starts PostgreSQL on 127.0.0.1 and returns when it takes connections. It ends with this process, however
 * this process ends. Throws when the port is taken, when the folder is in use or when the server refuses.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataFolder = resolve(options.dataFolder);
  const port = options.port ?? freePort();
  await mkdir(dataFolder, { recursive: true });
  await clearLeftover(dataFolder);
  refuseTakenPort(port);
  const binaries = postgresBinaries();
  const account = await postgresAccount(binaries, dataFolder);
  await ensureCluster(dataFolder, binaries, account, options.durable);
  await claimOwnership(dataFolder);

  const log = join(dataFolder, "server.log");
  const command = [binaries.postgres, "-D", clusterFolder(dataFolder), ...settingsOf(options, port)];
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
    await untilReady(clusterFolder(dataFolder), server.pid, gone.signal);
  } catch (cause) {
    await stop();
    throw new Error(`PostgreSQL did not start in ${dataFolder}: ${await lastLines(log)}`, { cause });
  }
  return { url: url("postgres"), adminUrl: url(SUPERUSER), port, ended, stop };
}

function settingsOf({ durable, settings }: PostgresOptions, port: number): readonly string[] {
  const all: Readonly<Record<string, string>> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    shared_preload_libraries: "pg_stat_statements",
    timezone: "UTC",
    log_timezone: "UTC",
    // No errors: they quote values and statements, which hold personal data. Whoever sent one is told.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

function refuseTakenPort(port: number): void {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (cause) {
    throw new Error(`port ${port} of 127.0.0.1, wanted for PostgreSQL, is taken (DB_PORT chooses another)`, {
      cause,
    });
  }
}

async function lastLines(log: string): Promise<string> {
  return (await Deno.readTextFile(log)).trim().split("\n").slice(-5).join("\n");
}
