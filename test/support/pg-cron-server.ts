import { join } from "node:path";
import { commandAs, postgresAccount } from "../../cli/stack/postgres-account.ts";
import { PASSWORD, SUPERUSER } from "../../cli/stack/postgres-cluster.ts";
import { untilReady } from "../../cli/stack/postgres-readiness.ts";
import { watch } from "../../cli/stack/postgres-watchdog.ts";
import { projectRoot } from "./project-files.ts";

/** A PostgreSQL with the real pg_cron in it. */
export type PgCronServer = {
  /** As the superuser. */
  readonly adminUrl: string;
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** The programs that `.ci/pg-cron.sh` has left in the project; null when it has not. */
export function pgCronPrograms(): { readonly initdb: string; readonly postgres: string } | null {
  const folder = join(projectRoot, ".pg-cron");
  try {
    Deno.statSync(join(folder, "complete"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const versions = join(folder, "usr/lib/postgresql");
  const [major] = [...Deno.readDirSync(versions)].map(({ name }) => name);
  const program = (name: string) => join(versions, major ?? "", "bin", name);
  return { initdb: program("initdb"), postgres: program("postgres") };
}

/** Starts a cluster of its own that preloads pg_cron; it is gone when it is stopped, or with this process. */
export async function startPgCronServer(
  programs: NonNullable<ReturnType<typeof pgCronPrograms>>,
): Promise<PgCronServer> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
  const account = await postgresAccount(programs, folder);
  const [cluster, passwordFile] = [join(folder, "cluster"), join(folder, "password")];
  await Deno.writeTextFile(passwordFile, PASSWORD);
  const made = await commandAs(account, [
    programs.initdb,
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ]).output();
  if (!made.success) throw new Error(`initdb failed: ${new TextDecoder().decode(made.stderr)}`);

  const port = freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    shared_preload_libraries: "pg_stat_statements,pg_cron",
    "cron.database_name": "postgres",
    // Otherwise it would connect like anybody else, with a password that it hasn't.
    "cron.use_background_workers": "on",
    max_worker_processes: "20",
    fsync: "off",
    timezone: "UTC",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = commandAs(account, [programs.postgres, "-D", cluster, ...options], {
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
  const url = (user: string) => `postgresql://${user}:${PASSWORD}@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    if (!gone.signal.aborted) server.kill("SIGINT");
    await ended;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await untilReady(cluster, server.pid, gone.signal);
  } catch (error) {
    await stop();
    throw error;
  }
  return { adminUrl: url(SUPERUSER), url: url("postgres"), stop };
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}
