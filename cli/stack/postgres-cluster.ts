import { join } from "node:path";
import { commandAs, type PostgresAccount } from "./postgres-account.ts";
import { POSTGRES_MAJOR, type PostgresBinaries } from "./postgres-binaries.ts";

/** The superuser, named as on hosted Supabase, where `postgres` is not one. */
export const SUPERUSER = "supabase_admin";

/** The password of every role that may log in to a local database, as in Supabase's own local stack. */
export const PASSWORD = "postgres";

/** Where the cluster is inside the folder that `startPostgres` was given. */
export function clusterFolder(dataFolder: string): string {
  return join(dataFolder, "cluster");
}

/** Makes an empty cluster unless there is one; throws when there is one of another major version. */
export async function ensureCluster(
  dataFolder: string,
  { initdb }: PostgresBinaries,
  account: PostgresAccount,
  durable: boolean,
): Promise<void> {
  const cluster = clusterFolder(dataFolder);
  const major = versionOf(cluster);
  if (major === POSTGRES_MAJOR) return;
  if (major !== undefined) {
    throw new Error(
      `${cluster} was made by PostgreSQL ${major} and can't be opened by ${POSTGRES_MAJOR}: "npm run reset" starts afresh`,
    );
  }
  // Made beside its place and renamed, so that a run cut short leaves nothing that looks like a cluster.
  const draft = join(dataFolder, "draft");
  const passwordFile = join(dataFolder, "password");
  await removeIfThere(draft);
  await Deno.writeTextFile(passwordFile, PASSWORD);
  const made = await commandAs(account, [
    initdb,
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own C.UTF-8: the same on every machine, whatever locales it has.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(durable ? [] : ["--no-sync"]),
  ]).output();
  await Deno.remove(passwordFile);
  if (!made.success) {
    throw new Error(`initdb failed in ${dataFolder}: ${new TextDecoder().decode(made.stderr).trim()}`);
  }
  await Deno.rename(draft, cluster);
}

function versionOf(cluster: string): string | undefined {
  try {
    return Deno.readTextFileSync(join(cluster, "PG_VERSION")).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function removeIfThere(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
