import postgres from "postgres";

/**
 * Makes the database of `adminUrl`, a superuser's, like that of a new hosted Supabase project. A second
 * run changes nothing.
 */
export async function bootstrap(adminUrl: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1 });
  try {
    await sql.begin(async (transaction) => {
      const [found] = await transaction<{ roles: boolean; schemas: boolean; superuser: boolean }[]>`
        select to_regrole('lite_conn') is not null as roles,
          to_regnamespace('auth') is not null as schemas,
          exists (select from pg_roles where rolname = 'postgres' and rolsuper) as superuser`;
      if (found?.superuser) throw new Error("postgres is a superuser here, and is not on hosted Supabase");
      if (!found?.roles) await transaction.unsafe(await script("bootstrap-roles.sql"));
      if (!found?.schemas) await transaction.unsafe(await script("bootstrap.sql"));
      await transaction.unsafe(
        "do $$ begin execute format('alter database %I owner to postgres', current_database()); end $$",
      );
    });
  } finally {
    await sql.end();
  }
}

async function script(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, import.meta.url));
}
