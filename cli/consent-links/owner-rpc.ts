import type postgres from "postgres";
import type { Rpc } from "../../shared/database/rpc.ts";

/** The door by which links are made, as the owner of the database calls it. */
export function ownerRpc(sql: postgres.Sql): Rpc {
  return async function rpc(door, { purpose, links }) {
    const [row] = await sql<{ answer: unknown }[]>`
      select ${sql(`public.${door}`)}(${String(purpose)}, ${JSON.stringify(links)}::text::jsonb) as answer`;
    return row?.answer;
  };
}
