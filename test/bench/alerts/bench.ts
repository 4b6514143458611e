import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns } from "../measure.ts";
import { fillWithReceipts } from "../receipts/fill.ts";
import { printRatio } from "../report.ts";

const receipts = 1_000_000;
const rounds = 5;

// What the check would have to do without the sums: go through a fortnight's receipts.
const baseline = `
  select provider, date_trunc('hour', received_at, 'UTC'), count(*), min(received_at), max(received_at)
  from intake.webhook_events
  where received_at > now() - interval '14 days'
  group by 1, 2`;

/** The look at the security alerts that every five minutes bring, with a fortnight's million of receipts. */
export async function benchAlerts(): Promise<void> {
  const database = await startDurableDatabase();
  const sql = postgres(database.url, { max: 1, fetch_types: false });
  const milliseconds = async (statement: string) => {
    const start = performance.now();
    await sql.unsafe(statement);
    return performance.now() - start;
  };
  try {
    await fillWithReceipts(database.url, receipts);
    const first = await milliseconds("select intake.sum_receipt_hours()");
    console.log(`${"alerts".padEnd(34)} ${receipts} receipts, summed at first in ${first.toFixed(0)} ms`);
    const samples = await measureInTurns(1, rounds, {
      bare: () => milliseconds(baseline),
      ours: () => milliseconds("select public.refresh_security_alerts()"),
    });
    printRatio(
      { name: "alerts, of security", unit: "ms", of: (sample) => sample, beside: "receipts" },
      samples,
    );
  } finally {
    await sql.end();
    await database.stop();
  }
}
