import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { median } from "../measure.ts";
import { fillWithSteps } from "./fill.ts";

const steps = 10_000_000;
const leads = 1_000_000;
const rounds = 5;

const people = {
  member: "00000000-0000-4000-8000-000000000001",
  staff: "00000000-0000-4000-8000-000000000002",
} as const;

// What each view would have to do without the sums: read the audit trail.
const baseline = `select broker_id, campaign_id, stage, count(*), sum(milliseconds) from public.pipeline_events group by 1, 2, 3`;

const views = [
  "v_upload_funnel",
  "v_campaign_funnel",
  "v_verification_rates",
  "v_stage_durations",
  "v_errors_trend",
  "v_lead_scores",
];

/** Every view's time with ten million steps and a million leads, as a member of one of twenty brokers and as staff see it. */
export async function benchViews(): Promise<void> {
  const database = await startDurableDatabase();
  const sql = postgres(database.url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    const start = performance.now();
    await sql`set synchronous_commit = off`;
    await fillWithSteps(sql, steps, leads);
    const [sums] = await sql`select count(*) as rows from public.pipeline_days`;
    console.log(
      `${"views".padEnd(34)} ${steps} steps, ${leads} leads, ${String(sums?.rows)} sums, in ${((performance.now() - start) / 1000).toFixed(0)} s`,
    );
    for (const [role, person] of Object.entries(people)) {
      const bare = await millisecondsOf(sql, person, baseline);
      console.log(`${`views, ${role}, the trail itself`.padEnd(34)} ${bare.toFixed(1).padStart(9)} ms`);
      for (const view of views) {
        const query = `select * from public.${view}`;
        const ours = await millisecondsOf(sql, person, query);
        console.log(
          `${`views, ${role}, ${view}`.padEnd(34)} ${ours.toFixed(1).padStart(9)} ms  of the trail's ${(ours / bare).toFixed(4)}`,
        );
        await printScans(sql, person, query);
      }
    }
  } finally {
    await sql.end();
    await database.stop();
  }
}

async function millisecondsOf(sql: postgres.Sql, person: string, query: string): Promise<number> {
  const milliseconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now();
    await asPerson(sql, person, query);
    milliseconds.push(performance.now() - before);
  }
  return median(milliseconds);
}

/** How the tables were read. */
async function printScans(sql: postgres.Sql, person: string, query: string): Promise<void> {
  const plan = await asPerson(sql, person, `explain (analyze, costs off, timing off, summary off) ${query}`);
  for (const line of plan) {
    const text = String(line["QUERY PLAN"]);
    if (/ Scan .* on (?:leads|lead_uploads|pipeline_|upload_|campaigns)/.test(text)) {
      console.log(`    ${text.trim().replace(/^-> +/, "")}`);
    }
  }
}

async function asPerson(sql: postgres.Sql, person: string, query: string): Promise<readonly postgres.Row[]> {
  const rows = await sql.begin(async (transaction) => {
    const claims = JSON.stringify({ role: "authenticated", sub: person });
    await transaction`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
    return { rows: await transaction.unsafe(query) };
  });
  return rows.rows;
}
