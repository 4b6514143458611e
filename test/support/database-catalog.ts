import type postgres from "postgres";
import { API_ROLES } from "./database-roles.ts";

/** The schemas that are ours. */
export const OUR_SCHEMAS = ["public", "intake", "ops"] as const;

/**
 * Every privilege that an API role has in our schemas, on its own account or through `public`, as
 * "role: privilege object": a schema, a relation, or a function with its arguments.
 */
export async function apiPrivileges(sql: postgres.ISql): Promise<readonly string[]> {
  const found = await sql<{ role: string; privilege: string; object: string }[]>`
    with roles as (select unnest(${[...API_ROLES]}::text[]) as role),
    schemas as (select oid, nspname::text from pg_namespace where nspname = any (${[...OUR_SCHEMAS]}))
    select role, privilege, nspname as object
    from roles, schemas, unnest(array['usage', 'create']) as privilege
    where has_schema_privilege(role, oid, privilege)
    union all
    select role, privilege, format('%I.%I', nspname, relname)
    from roles, schemas join pg_class on relnamespace = schemas.oid,
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain']) as privilege
    where relkind in ('r', 'p', 'v', 'm', 'f') and (
      has_table_privilege(role, pg_class.oid, privilege)
      or privilege in ('select', 'insert', 'update', 'references')
        and has_any_column_privilege(role, pg_class.oid, privilege)
    )
    union all
    select role, privilege, format('%I.%I', nspname, relname)
    from roles, schemas join pg_class on relnamespace = schemas.oid, unnest(array['usage', 'select', 'update']) as privilege
    where relkind = 'S' and has_sequence_privilege(role, pg_class.oid, privilege)
    union all
    select role, 'execute', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(pg_proc.oid))
    from roles, schemas join pg_proc on pronamespace = schemas.oid
    where has_function_privilege(role, pg_proc.oid, 'execute')`;
  return found.map(({ role, privilege, object }) => `${role}: ${privilege} ${object}`).sort();
}
