import type postgres from "postgres";
import type { Rpc } from "../../shared/database/rpc.ts";
import { asRole } from "./database-roles.ts";

/** The doors as the functions' role calls them, straight in the database: each call a transaction, as by the Data API. */
export function sqlRpc(sql: postgres.Sql): Rpc {
  return async function rpc(door, args) {
    const given = Object.keys(args);
    const declared = await sql<{ name: string; type: string }[]>`
      select name, type::regtype::text as type
      from pg_proc, unnest(proargnames, proargtypes::oid[]) as argument (name, type)
      where pronamespace = 'public'::regnamespace and proname = ${door}`;
    const missing = given.filter((name) => !declared.some((argument) => argument.name === name));
    if (missing.length > 0) throw new Error(`${door} takes no ${missing.join()}`);
    const values = declared
      .filter(({ name }) => given.includes(name))
      .map(({ name, type }) =>
        type === "jsonb"
          ? `${name} := nullif($1::text::jsonb -> '${name}', 'null')`
          : `${name} := ($1::text::jsonb ->> '${name}')::${type}`,
      );
    const call = `select public.${door}(${values.join(", ")}) as answer, $1::text is null`;
    const [row] = await asRole(sql, "service_role", (transaction) =>
      transaction.unsafe<{ answer: unknown }[]>(call, [JSON.stringify(args)]),
    );
    return row?.answer;
  };
}
