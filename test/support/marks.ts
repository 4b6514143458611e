import type postgres from "postgres";

/** A text that nothing else holds, to be found wherever it gets to: safe in a header, a URL, JSON and SQL. */
export function mark(place: string): string {
  return `MARKED-${place}-${crypto.randomUUID()}`;
}

/** The columns of our tables that hold a text now, as `schema.table.column`. */
export async function columnsHolding(sql: postgres.Sql, text: string): Promise<readonly string[]> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'intake', 'ops') and c.relkind in ('r', 'm') and c.relispopulated
    order by 1, 2`;
  const columns: string[] = [];
  for (const { schema, name } of tables) {
    const found = await sql<{ name: string }[]>`
      select distinct field.key as name
      from ${sql(schema)}.${sql(name)} as t, jsonb_each_text(to_jsonb(t)) as field
      where position(${text} in field.value) > 0
      order by 1`;
    columns.push(...found.map((column) => `${schema}.${name}.${column.name}`));
  }
  return columns;
}
