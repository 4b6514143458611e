import type postgres from "postgres";
import type { Rpc } from "../../shared/database/rpc.ts";

/**
 * The doors as if it were `clock.now`: each that looks at the clock has in `intake` what it calls with the time of its transaction,
 * under the same name and with that time as its last argument. Others are in `public` alone.
 */
export function stagedDoors(sql: postgres.ISql, clock: { readonly now: Date }): Rpc {
  return async function rpc(door, args) {
    const known = await sql<{ schema: string; name: string; type: string }[]>`
      select pronamespace::regnamespace::text as schema, name, type::regtype::text as type
      from pg_proc, unnest(proargnames, proargtypes::oid[]) as argument (name, type)
      where pronamespace in ('intake'::regnamespace, 'public'::regnamespace) and proname = ${door}`;
    const schema = known.some((each) => each.schema === "intake") ? "intake" : "public";
    const declared = known.filter((each) => each.schema === schema);
    const values = declared.map(({ name, type }) =>
      type === "jsonb"
        ? `${name} := nullif($1::text::jsonb -> '${name}', 'null')`
        : `${name} := ($1::text::jsonb ->> '${name}')::${type}`,
    );
    const call = `select ${schema}.${door}(${values.join(", ")}) as answer, $1::text is null`;
    const given = JSON.stringify({ ...args, at: clock.now.toISOString() });
    const [row] = await sql.unsafe<{ answer: unknown }[]>(call, [given]);
    return row?.answer;
  };
}
