import { createHash } from "node:crypto";
import postgres from "postgres";

/**
 * Puts so many receipts of Stripe's into a database, a fortnight's, in the order of their ids' hashes and not of their time, as
 * real ids are: a new one falls anywhere into the index.
 */
export async function fillWithReceipts(databaseUrl: string, count: number): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    await sql`
      insert into intake.webhook_events (provider, event_id, event_type, status, received_at, request_id, payload)
      select 'stripe', 'evt_1Q' || left(md5(n::text), 18), 'checkout.session.completed', 'processed',
        now() - (${count} - n) * (interval '14 days' / ${count}), gen_random_uuid(), jsonb_build_object('n', n)
      from generate_series(1, ${count}::int) as n`;
    await sql`vacuum (analyze) intake.webhook_events`;
  } finally {
    await sql.end();
  }
}

/** What makes the event of a receipt unique, by its number from 1. */
export function uniqueOf(receipt: number): string {
  return createHash("md5").update(String(receipt)).digest("hex").slice(0, 18);
}
