import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { freePort } from "./free-port.ts";
import { postgresAccount } from "./postgres-account.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { clusterFolder, ensureCluster } from "./postgres-cluster.ts";
import { claimOwnership, clearLeftover } from "./postgres-leftover.ts";
import { type RunningPostgres, serveCluster } from "./postgres-server.ts";

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

  return await serveCluster({
    folder: clusterFolder(dataFolder),
    account,
    program: binaries.postgres,
    port,
    settings: settingsOf(options),
    log: join(dataFolder, "server.log"),
  });
}

function settingsOf({ durable, settings }: PostgresOptions): Readonly<Record<string, string>> {
  return {
    shared_preload_libraries: "pg_stat_statements",
    log_timezone: "UTC",
    // No errors: they quote values and statements, which hold personal data. Whoever sent one is told.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
    ...settings,
  };
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
