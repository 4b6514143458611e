import postgres from "postgres";

/** Returns when the server of `url` answers a query; throws when it refuses, or when `ended` says that it is gone. */
export async function untilAnswering(url: string, ended: AbortSignal): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5 });
  try {
    while (!(await answers(sql))) {
      ended.throwIfAborted();
      await new Promise((next) => setTimeout(next, 25));
    }
  } finally {
    await sql.end();
  }
}

async function answers(sql: postgres.Sql): Promise<boolean> {
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    if (isStarting(error)) return false;
    throw error;
  }
}

/** Whether it isn't listening yet, or says itself that it is starting up (57P03, cannot_connect_now). */
function isStarting(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ECONNREFUSED" || code === "57P03";
}
