import postgres from "postgres";

/** The SQLSTATE with which PostgreSQL refused, or undefined when it didn't; any other failure is thrown. */
export async function sqlstate(statement: PromiseLike<unknown>): Promise<string | undefined> {
  try {
    await statement;
    return undefined;
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code;
    throw error;
  }
}
