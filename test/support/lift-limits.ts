import postgres from "postgres";

/** Lets every sender send as much as a test does, which is more than one would. */
export async function liftLimits(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await sql`update intake.rate_limits set capacity = 1000000, refill_per_minute = 1000000 where true`;
  } finally {
    await sql.end();
  }
}
