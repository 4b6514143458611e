import postgres from "postgres";

/** Lets senders send a day's deliveries within a minute, as one would before a launch: by burst grants that end by themselves. */
export async function grantBursts(databaseUrl: string, senders: readonly string[]): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await sql`
      insert into intake.rate_limit_grants (source, extra_capacity, expires_at, reason)
      select sender, 10000, now() + interval '10 minutes', 'npm run demo'
      from unnest(${senders}::text[]) as sender`;
  } finally {
    await sql.end();
  }
}
