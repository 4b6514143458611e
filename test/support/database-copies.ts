import postgres from "postgres";
import { PASSWORD } from "../../cli/stack/postgres-cluster.ts";

/** The role that owns the databases and runs the migrations. */
export const OWNER = "postgres";

/** The same server's URL for another database, as the same role or as another one. */
export function databaseUrl(url: string, database: string, role?: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  if (role !== undefined) {
    other.username = role;
    other.password = PASSWORD;
  }
  return other.href;
}

/** Makes a database that starts as a copy of another and has the same owner. */
export async function copyDatabase(adminUrl: string, from: string, to: string): Promise<void> {
  await asAdmin(adminUrl, async (sql) => {
    const [row] = await sql<{ owner: string }[]>`
      select datdba::regrole::text as owner from pg_database where datname = ${from}`;
    if (!row) throw new Error(`there is no database ${from} to copy`);
    await sql.unsafe(`create database ${to} template ${from} owner ${row.owner}`);
  });
}

/** Drops every database whose name begins with `prefix`, whoever is connected. */
export async function dropDatabases(adminUrl: string, prefix: string): Promise<void> {
  await asAdmin(adminUrl, async (sql) => {
    const names = await sql<
      { datname: string }[]
    >`select datname from pg_database where starts_with(datname, ${prefix})`;
    for (const { datname } of names) await sql.unsafe(`drop database ${datname} with (force)`);
  });
}

async function asAdmin(adminUrl: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(adminUrl, { max: 1 });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
