import { expect, test } from "vitest";
import { z } from "zod/v3";
import { migrate } from "../../cli/stack/migrate.ts";
import { supabase } from "../../cli/supabase.ts";
import { testDatabase } from "../support/database.ts";
import { projectFiles } from "../support/project-files.ts";

const { url, sql } = await testDatabase();

const historySchema = z.object({
  migrations: z.array(z.object({ local: z.string(), remote: z.string() })),
});

test("every migration is applied, and the Supabase CLI sees it", async () => {
  const list = ["migration", "list", "--output-format=json", `--remote=${url}`];
  const { stdout } = await supabase(list, { environment: { PGSSLMODE: "disable" } });
  const versions = projectFiles(/^supabase\/migrations\/\d{14}_[a-z0-9_]+\.sql$/).map((path) =>
    path.slice(20, 34),
  );
  expect(historySchema.parse(JSON.parse(stdout)).migrations).toEqual(
    versions.map((version) => ({ local: version, remote: version })),
  );
});

test("migrating twice is migrating once", async () => {
  const history = () => sql`select version, name from supabase_migrations.schema_migrations order by version`;
  const before = await history();
  await migrate(url);
  expect(await history()).toEqual(before);
});

test("a migration that fails is reported with what PostgreSQL said", async () => {
  await sql`insert into supabase_migrations.schema_migrations (version, name) values ('20000101000000', 'gone')`;
  await expect(migrate(url)).rejects.toThrow("20000101000000");
});
