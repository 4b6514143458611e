import type { Sql } from "postgres";

/** Every privilege that anybody has on anything in a database, one to a line, sorted. */
export async function grantsIn(sql: Sql): Promise<readonly string[]> {
  const rows = await sql<{ line: string }[]>`
    with held (object, acl) as (
      select 'database', datacl from pg_database where datname = current_database()
      union all
      select 'schema ' || nspname, nspacl from pg_namespace
      union all
      select 'relation ' || relnamespace::regnamespace || '.' || relname, relacl from pg_class
      union all
      select 'column ' || attrelid::regclass || '.' || attname, attacl from pg_attribute
      union all
      select 'function ' || pronamespace::regnamespace || '.' || oid::regprocedure,
        coalesce(proacl, acldefault('f', proowner)) from pg_proc
      union all
      select 'default ' || defaclrole::regrole || ' ' || coalesce(nspname, '*') || ' ' || defaclobjtype::text, defaclacl
      from pg_default_acl left join pg_namespace on pg_namespace.oid = defaclnamespace
    )
    select concat_ws(' ', object, privilege_type, 'to', case grantee when 0 then 'public' else grantee::regrole::text end) as line
    from held, aclexplode(acl)
    order by line`;
  return rows.map(({ line }) => line);
}
