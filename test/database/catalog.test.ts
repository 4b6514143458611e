import type postgres from "postgres";
import { expect, test } from "vitest";
import { OUR_SCHEMAS } from "../support/database-catalog.ts";
import { testDatabase } from "../support/database.ts";

const { sql } = await testDatabase();

const ours = sql`(
  select oid, nspname from pg_namespace where nspname = any (${[...OUR_SCHEMAS]})
)`;
const relations = sql`(
  select c.*, nspname, format('%I.%I', nspname, relname) as name from pg_class c join ${ours} s on s.oid = relnamespace
)`;
const tables = sql`(select * from ${relations} r where relkind in ('r', 'p'))`;
const functions = sql`(
  select p.*, nspname, format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)) as name
  from pg_proc p join ${ours} s on s.oid = pronamespace
  where not exists (select from pg_depend where objid = p.oid and deptype = 'e')
)`;

async function names(query: postgres.PendingQuery<postgres.Row[]>): Promise<readonly string[]> {
  return (await query).map(({ name }) => String(name));
}

test("the catalog has tables and functions to walk", async () => {
  expect(await names(sql`select name from ${tables} t`)).toContain("intake.webhook_events");
  expect(await names(sql`select proname as name from ${functions} f`)).toContain(
    "process_webhook_atomically",
  );
});

test("every table has row level security and a policy", async () => {
  const open = sql`
    select name from ${tables} t
    where not relrowsecurity or not exists (select from pg_policy where polrelid = t.oid)`;
  expect(await names(open)).toEqual([]);
});

test("every policy says for whom it is", async () => {
  const unsaid = sql`
    select format('%s: %s', name, polname) as name from pg_policy join ${tables} t on t.oid = polrelid
    where 0 = any (polroles)`;
  expect(await names(unsaid)).toEqual([]);
});

test("every table has a primary key", async () => {
  const keyless = sql`
    select name from ${tables} t
    where not exists (select from pg_constraint where conrelid = t.oid and contype = 'p')`;
  expect(await names(keyless)).toEqual([]);
});

test("every instant has a time zone, and every amount of money is a whole number", async () => {
  const inexact = sql`
    select format('%s.%I', name, attname) as name from pg_attribute join ${relations} r on r.oid = attrelid
    where relkind in ('r', 'p', 'v', 'm') and attnum > 0 and (
      atttypid = 'timestamp'::regtype or attname ~ '(^|_)amount$' and atttypid <> 'bigint'::regtype
    )`;
  expect(await names(inexact)).toEqual([]);
});

test("every foreign key has an index that begins with its columns", async () => {
  const unindexed = sql`
    select format('%s: %s', name, conname) as name from pg_constraint k join ${tables} t on t.oid = conrelid
    where contype = 'f' and not exists (
      select from pg_index where indrelid = conrelid
        and coalesce(pg_get_expr(indpred, indrelid), '') in ('', format('(%I IS NOT NULL)', (
          select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]
        )))
        and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
    )`;
  expect(await names(unindexed)).toEqual([]);
});

test("every function pins an empty search_path", async () => {
  const unpinned = sql`
    select name from ${functions} f where not coalesce(proconfig, '{}') @> array['search_path=""']`;
  expect(await names(unpinned)).toEqual([]);
});

test("every function in public is a door: some caller of the Data API may execute it", async () => {
  const idle = sql`
    select name from ${functions} f
    where nspname = 'public' and not exists (
      select from unnest(array['anon', 'authenticated', 'service_role']) as role
      where has_function_privilege(role, f.oid, 'execute')
    )`;
  expect(await names(idle)).toEqual([]);
});

test("every view is named for one and runs with the rights of who asks", async () => {
  const borrowed = sql`
    select name from ${relations} r
    where relkind = 'v' and (
      relname not like 'v\\_%' or not coalesce(reloptions, '{}') && '{security_invoker=true,security_invoker=on}'
    )`;
  expect(await names(borrowed)).toEqual([]);
});

test("everything says what it is for", async () => {
  const silent = sql`
    select nspname::text as name from ${ours} s where obj_description(oid, 'pg_namespace') is null
    union all
    select name from ${relations} r
    where relkind in ('r', 'p', 'v', 'm', 'f') and obj_description(oid, 'pg_class') is null
    union all
    select name from ${functions} f where obj_description(oid, 'pg_proc') is null
    union all
    select format('%I.%I', nspname, typname) from pg_type t join ${ours} s on s.oid = typnamespace
    where (typtype in ('e', 'd', 'r') or exists (select from pg_class c where c.oid = typrelid and relkind = 'c'))
      and obj_description(t.oid, 'pg_type') is null`;
  expect(await names(silent)).toEqual([]);
});

test("merging two contacts takes along every table that refers to contacts", async () => {
  const forgotten = sql`
    select name from pg_constraint k join ${tables} t on t.oid = conrelid
    where contype = 'f' and confrelid = 'public.contacts'::regclass and not exists (
      select from pg_proc where oid = 'intake.merge_contacts'::regproc
        and prosrc ~ format('\\m(update|delete from) %s\\M', name)
    )`;
  expect(await names(forgotten)).toEqual([]);
});
