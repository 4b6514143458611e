import type postgres from "postgres";

/** What became of two transactions that met. */
export type Interleaving<First, Second> = {
  readonly first: First;
  readonly second: PromiseSettledResult<Second>;
  /** Whether the second had to wait for a lock of the first. */
  readonly waited: boolean;
};

/**
 * Lets two transactions meet in the one order that matters: the first has done its work and is held open
 * while the second does its own, until the second waits for it or is through; then the first does what is left for
 * it to do, and commits.
 */
export async function interleave<First, Second>(
  sql: postgres.Sql,
  first: (transaction: postgres.ReservedSql) => Promise<First>,
  second: (transaction: postgres.ReservedSql) => Promise<Second>,
  then?: (transaction: postgres.ReservedSql) => Promise<unknown>,
): Promise<Interleaving<First, Second>> {
  const holder = await sql.reserve();
  const contender = await sql.reserve();
  try {
    let waited = false;
    let running: Promise<PromiseSettledResult<Second>> | undefined;
    const value = await inTransaction(holder, async () => {
      const result = await first(holder);
      const pids = { contender: await backend(contender), holder: await backend(holder) };
      const through = new AbortController();
      running = settle(inTransaction(contender, () => second(contender))).finally(() => through.abort());
      waited = await untilBlocked(sql, pids, through.signal);
      await then?.(holder);
      return result;
    });
    if (!running) throw new Error("the second transaction was never started");
    return { first: value, second: await running, waited };
  } finally {
    holder.release();
    contender.release();
  }
}

async function inTransaction<T>(connection: postgres.ReservedSql, work: () => Promise<T>): Promise<T> {
  await connection`begin`;
  try {
    const result = await work();
    await connection`commit`;
    return result;
  } catch (error) {
    await connection`rollback`;
    throw error;
  }
}

async function untilBlocked(
  sql: postgres.Sql,
  { contender, holder }: { readonly contender: number; readonly holder: number },
  through: AbortSignal,
): Promise<boolean> {
  while (!through.aborted) {
    const [row] = await sql<{ blocked: boolean }[]>`
      select ${holder} = any (pg_blocking_pids(${contender})) as blocked`;
    if (row?.blocked) return true;
  }
  return false;
}

async function backend(connection: postgres.ReservedSql): Promise<number> {
  const [row] = await connection<{ pid: number }[]>`select pg_backend_pid() as pid`;
  if (!row) throw new Error("PostgreSQL did not say which process it is");
  return row.pid;
}

async function settle<T>(running: Promise<T>): Promise<PromiseSettledResult<T>> {
  try {
    return { status: "fulfilled", value: await running };
  } catch (reason) {
    return { status: "rejected", reason };
  }
}
