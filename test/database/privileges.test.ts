import { describe, expect, test } from "vitest";
import { migrate } from "../../cli/stack/migrate.ts";
import { apiPrivileges, OUR_SCHEMAS } from "../support/database-catalog.ts";
import { API_ROLES } from "../support/database-roles.ts";
import { testDatabase, type TestDatabase } from "../support/database.ts";
import { readProjectFile } from "../support/project-files.ts";
import { doors } from "./doors.ts";

const declared = API_ROLES.flatMap((role) => {
  const { schemas, ...privileges } = doors[role];
  const may = (privilege: string, objects: readonly string[]) =>
    objects.map((object) => `${role}: ${privilege} ${object}`);
  const onObjects = Object.entries<readonly string[]>(privileges).flatMap(([privilege, objects]) =>
    may(privilege, objects),
  );
  return [...may("usage", schemas), ...onObjects];
});

const projects: Readonly<Record<string, TestDatabase>> = {
  "a new project": await testDatabase(),
  "an older project, where everything starts open": await olderProject(),
};

async function olderProject(): Promise<TestDatabase> {
  const database = await testDatabase("bare");
  await database.sql.unsafe(readProjectFile("test/support/older-project.sql"));
  await migrate(database.url);
  return database;
}

describe.each(Object.entries(projects))("in %s", (_, { sql }) => {
  test("the doors are exactly those that are declared", async () => {
    expect(await apiPrivileges(sql)).toEqual(declared.toSorted());
  });

  test.each(OUR_SCHEMAS)("what is made in %s tomorrow starts closed", async (schema) => {
    const undo = new Error("undo");
    const making = sql.begin(async (transaction) => {
      const before = await apiPrivileges(transaction);
      await transaction.unsafe(`
        create table ${schema}.tomorrow (id bigint generated always as identity);
        create view ${schema}.v_tomorrow as select 1 as one;
        create sequence ${schema}.tomorrow_sequence;
        create function ${schema}.tomorrow() returns int language sql as 'select 1'`);
      expect(await apiPrivileges(transaction)).toEqual(before);
      throw undo;
    });
    await expect(making).rejects.toBe(undo);
  });

  test("no function that people may call runs with its owner's rights", async () => {
    const found = await sql`
      select p.oid::regprocedure::text as function from pg_proc p
      where prosecdef and pronamespace::regnamespace::text = any (${[...OUR_SCHEMAS]})
        and (has_function_privilege('anon', p.oid, 'execute') or has_function_privilege('authenticated', p.oid, 'execute'))`;
    expect(found).toEqual([]);
  });

  test("what people may select has a policy for them, or is a view with their own rights", async () => {
    const found = await sql`
      select c.oid::regclass::text as relation from pg_class c
      where relnamespace::regnamespace::text = any (${[...OUR_SCHEMAS]}) and relkind in ('r', 'p', 'v', 'm', 'f')
        and has_any_column_privilege('authenticated', c.oid, 'select')
        and not (relkind = 'v' and coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on}')
        and not exists (
          select from pg_policy where polrelid = c.oid and polcmd in ('r', '*')
            and polroles && array['authenticated'::regrole::oid, 0]
        )`;
    expect(found).toEqual([]);
  });
});
