import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { commandAs, postgresAccount } from "./postgres-account.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { clusterFolder, ensureCluster, PASSWORD, SUPERUSER } from "./postgres-cluster.ts";
import { claimOwnership, clearLeftover } from "./postgres-leftover.ts";
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
 * Starts PostgreSQL on 127.0.0.1 and returns when it answers. It ends with this process, however
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
  await ensureCluster(dataFolder, binaries, account);
  await claimOwnership(dataFolder);

  const log = join(dataFolder, "server.log");
  const server = commandAs(
    account,
    // The shell gives way to the server, so that the process is the server's own.
    [
      "sh",
      "-c",
      'exec "$@" > "$0" 2>&1',
      log,
      binaries.postgres,
      "-D",
      clusterFolder(dataFolder),
      ...settingsOf(options, port),
    ],
    { stdin: "null", stdout: "null", stderr: "null" },
  ).spawn();
  const watchdog = watch(server.pid);
  const ended = server.status.then(watchdog.dismiss);
  const stop = async (): Promise<void> => {
    signal(server, "SIGINT");
    await ended;
  };
  const url = (user: string) => `postgresql://${user}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  try {
    await Promise.race([
      answering(url(SUPERUSER)),
      ended.then(() => Promise.reject(new Error("the server ended"))),
    ]);
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
    // Statements and the rows named in an error's detail hold personal data.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
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

async function answering(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5 });
  try {
    for (;;) {
      try {
        await sql`select 1`;
        return;
      } catch (error) {
        if (!isStarting(error)) throw error;
        await new Promise((next) => setTimeout(next, 25));
      }
    }
  } finally {
    await sql.end();
  }
}

function isStarting(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNREFUSED" || code === "57P03";
}

function signal(server: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    server.kill(name);
  } catch (error) {
    // Deno's answer for a process that has ended.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function lastLines(log: string): Promise<string> {
  return (await Deno.readTextFile(log)).trim().split("\n").slice(-5).join("\n");
}
