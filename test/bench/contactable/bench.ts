import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { median } from "../measure.ts";
import { printMedian, printRatio } from "../report.ts";
import { brokers, fillWithLeads } from "./fill.ts";
import { pollWhile, type Polled } from "./poll.ts";

const leads = 1_000_000;
const rounds = 3;
// A Thursday.
const day = "2027-01-14T14:00:00Z";

/**
 * Refreshing the contactable leads of a million while somebody reads them, concurrently as we do beside plainly; and taking the
 * day's 250 of a campaign, beside the bare update of as many leads.
 */
export async function benchContactable(): Promise<void> {
  const database = await startDurableDatabase();
  const sql = postgres(database.url, { max: 1, fetch_types: false });
  try {
    const start = performance.now();
    await fillWithLeads(database.url, leads);
    console.log(`${"contactable leads".padEnd(34)} ${leads} put in, in ${seconds(start)} s`);
    const [first] = await sql<
      { answer: { rows: number } }[]
    >`select public.refresh_contactable_leads() as answer`;
    console.log(`${"contactable leads, in the view".padEnd(34)} ${first?.answer.rows ?? 0}`);
    await benchRefresh(sql, database.url);
    await benchTaking(sql);
    await printPlan(sql);
  } finally {
    await sql.end();
    await database.stop();
  }
}

const seconds = (start: number) => ((performance.now() - start) / 1000).toFixed(0);

async function benchRefresh(sql: postgres.Sql, url: string): Promise<void> {
  const broker = await firstBroker(sql);
  const ours = [];
  const bare = [];
  const quiet = [];
  for (let round = 0; round < rounds; round += 1) {
    // As much as changes in a day, and more.
    await sql`
      update public.leads set score = (score + 1) % 101 where id % 100 = ${round} and campaign_status = 'new'`;
    ours.push(await pollWhile(url, broker, () => sql`select public.refresh_contactable_leads()`));
    bare.push(await pollWhile(url, broker, () => sql`refresh materialized view public.mv_contactable_leads`));
    quiet.push(await pollWhile(url, broker, () => sql`select pg_sleep(10)`));
  }
  const samples = { bare, ours };
  const beside = "plain";
  printRatio(
    { name: "contactable leads, refresh", unit: "ms", of: ({ milliseconds }) => milliseconds, beside },
    samples,
  );
  printRatio(
    { name: "contactable leads, longest read", unit: "ms", of: ({ reads }) => Math.max(...reads), beside },
    samples,
  );
  printRatio(
    { name: "contactable leads, median read", unit: "ms", of: ({ reads }) => median(reads), beside },
    samples,
  );
  printLateReads("while it is refreshed", ours);
  // What the machine itself does to a read.
  printLateReads("while nothing goes on", quiet);
}

function printLateReads(when: string, rounds: readonly Polled[]): void {
  const reads = rounds.flatMap((round) => round.reads);
  const late = reads.filter((milliseconds) => milliseconds > 50).length;
  console.log(
    `${`reads over 50 ms, ${when}`.padEnd(40)} ${late} of ${reads.length}, the longest ${Math.max(...reads).toFixed(1)} ms`,
  );
}

async function benchTaking(sql: postgres.Sql): Promise<void> {
  const campaigns = await sql<{ id: string; broker: string }[]>`
    select id, broker_id as broker from public.campaigns order by id`;
  const ours: number[] = [];
  const bare: number[] = [];
  for (const { id, broker } of campaigns) {
    bare.push(await milliseconds(() => takeBarely(sql, broker)));
    ours.push(await milliseconds(() => sql`select intake.queue_campaign_leads(${id}, 250, ${day})`));
  }
  const [taken] = await sql<{ leads: number }[]>`select count(*)::int as leads from intake.campaign_outbox`;
  if (taken?.leads !== brokers * 250) throw new Error(`${taken?.leads ?? 0} leads were taken.`);
  printRatio(
    { name: "feeder, takes 250", unit: "ms", of: (sample) => sample, beside: "update" },
    { bare: bare.slice(2), ours: ours.slice(2) },
  );
  printMedian("feeder, slowest of all", "ms", [Math.max(...ours)]);
}

/** The least that taking could be: the best 250 of the view, marked. It is rolled back. */
async function takeBarely(sql: postgres.Sql, broker: string): Promise<void> {
  const undo = new Error("undo");
  await sql
    .begin(async (transaction) => {
      await transaction`
        with best as (
          select lead_id from public.mv_contactable_leads where broker_id = ${broker}
          order by score desc, created_at, lead_id limit 250
        )
        update public.leads l set campaign_status = 'queued', updated_at = now() from best where l.id = best.lead_id`;
      throw undo;
    })
    .catch((thrown: unknown) => {
      if (thrown !== undo) throw thrown;
    });
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function firstBroker(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ id: string }[]>`select min(id) as id from public.brokers`;
  return Number(row?.id);
}

/** How the feeder finds whom to take, and whether the same person is taken already. */
async function printPlan(sql: postgres.Sql): Promise<void> {
  const plan = await sql<{ "QUERY PLAN": string }[]>`
    explain (analyze, costs off, timing off, summary off)
    select l.id
    from public.mv_contactable_leads m
    join public.leads l on l.id = m.lead_id
    where m.broker_id = ${await firstBroker(sql)} and l.campaign_status = 'new'
      and not exists (
        select from public.leads o
        where o.broker_id = l.broker_id and o.email_hash = l.email_hash and o.campaign_status <> 'new'
      )
      and not exists (
        select from intake.campaign_outbox o where o.broker_id = l.broker_id and o.person = l.email_hash
      )
    order by m.score desc, m.created_at, m.lead_id
    limit 250`;
  for (const { "QUERY PLAN": line } of plan) console.log(`  ${line}`);
}
