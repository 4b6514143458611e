import { join } from "node:path";
import { freePort } from "../../cli/stack/free-port.ts";
import { commandAs, postgresAccount } from "../../cli/stack/postgres-account.ts";
import { PASSWORD, SUPERUSER } from "../../cli/stack/postgres-cluster.ts";
import { type RunningPostgres, serveCluster } from "../../cli/stack/postgres-server.ts";
import { projectRoot } from "./project-files.ts";

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
): Promise<RunningPostgres> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
  const remove = () => Deno.remove(folder, { recursive: true });
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

  const server = await serveCluster({
    folder: cluster,
    account,
    program: programs.postgres,
    port: freePort(),
    settings: {
      shared_preload_libraries: "pg_stat_statements,pg_cron",
      "cron.database_name": "postgres",
      // Otherwise it would connect like anybody else, with a password that it hasn't.
      "cron.use_background_workers": "on",
      max_worker_processes: "20",
      fsync: "off",
    },
    log: join(folder, "server.log"),
  }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      await remove();
    },
  };
}
