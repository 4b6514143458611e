import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";

/**
 * Gives lite's Auth the tables that it keeps its sessions in, as `url`'s user, a superuser, and has the Data API learn of every
 * change of the schema. A second run changes nothing.
 */
export async function ensureAuthSchema(url: string): Promise<void> {
  const connection = createPostgresConnection({ url, postgresOptions: { onnotice: () => undefined } });
  // Otherwise lite replaces auth.uid() and its sisters with its own, which read less than the platform's.
  connection.config.baseSchema = "";
  const app = new App({
    connection,
    auth: { enabled: true, jwt_secret: "unused" },
    // Otherwise lite alters the CLI's table of migrations.
    db: { migrations: { enabled: false } },
  });
  try {
    await app.ensureSystemSchema();
    await connection.driver.unsafe(await Deno.readTextFile(new URL("data-api.sql", import.meta.url)));
  } finally {
    await connection.close();
  }
}
