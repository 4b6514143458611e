import type postgres from "postgres";

/**
 * The tables, of our schemas, that a transaction read from end to end while `work` ran: nothing tells plans of statements inside
 * functions, but what they read is counted.
 */
export async function sequentialScans(
  transaction: postgres.ISql,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const before = await scanCounts(transaction);
  await work();
  const after = await scanCounts(transaction);
  return [...after].flatMap(([table, scans]) => (scans > (before.get(table) ?? 0) ? [table] : []));
}

async function scanCounts(transaction: postgres.ISql): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction<{ name: string; scans: number }[]>`
    select schemaname || '.' || relname as name, seq_scan::integer as scans from pg_stat_xact_user_tables
    where schemaname in ('public', 'intake', 'ops')`;
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}
