import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { copyDatabase, databaseUrl, dropDatabases, OWNER } from "./database-copies.ts";

/** A database of the test file's own. */
export type TestDatabase = {
  /** As `postgres`, who owns everything and isn't a superuser. */
  readonly url: string;
  readonly adminUrl: string;
  /** Connections as `postgres`; ended after the file's tests. */
  readonly sql: postgres.Sql;
};

/**
 * Makes a database for the test file that calls it, at its top: every migration in it, no rows. Gone
 * when the file's tests are over.
 */
export async function testDatabase(template: "migrated" | "bare" = "migrated"): Promise<TestDatabase> {
  const templates = inject("databaseTemplates");
  const name = `${templates.prefix}${crypto.randomUUID().slice(0, 8)}`;
  await copyDatabase(templates.adminUrl, templates[template], name);
  const url = databaseUrl(templates.adminUrl, name, OWNER);
  const sql = postgres(url, { max: 8 });
  afterAll(async () => {
    await sql.end();
    await dropDatabases(templates.adminUrl, name);
  });
  return { url, adminUrl: databaseUrl(templates.adminUrl, name), sql };
}
