import { randomInt } from "node:crypto";
import postgres from "postgres";
import { contenders } from "../door/contenders.ts";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns, median } from "../measure.ts";
import { printRatio } from "../report.ts";
import { fillWithReceipts, uniqueOf } from "./fill.ts";

const few = 1_000;
const many = 1_000_000;
const rounds = 15;
const warmUpRounds = 4;
const callsPerRound = 60;
const aim = 1.3;

/** The door's time per call with a million receipts beside the same with a thousand: of new events, and of known ones. */
export async function benchReceipts(): Promise<void> {
  const fewReceipts = await startDurableDatabase();
  const manyReceipts = await startDurableDatabase();
  try {
    await fillWithReceipts(fewReceipts.url, few);
    const start = performance.now();
    await fillWithReceipts(manyReceipts.url, many);
    const seconds = (performance.now() - start) / 1000;
    console.log(`${"receipts".padEnd(34)} ${many} put in, in ${seconds.toFixed(0)} s`);
    const beside = connect(fewReceipts.url);
    const ours = connect(manyReceipts.url);
    const fresh = () => crypto.randomUUID().slice(0, 18);
    const kinds = {
      new: { few: fresh, many: fresh },
      known: { few: () => uniqueOf(randomInt(1, few)), many: () => uniqueOf(randomInt(1, many)) },
    };
    for (const [kind, unique] of Object.entries(kinds)) {
      const milliseconds = await measureInTurns(warmUpRounds, rounds, {
        bare: () => medianCall(beside, unique.few),
        ours: () => medianCall(ours, unique.many),
      });
      const name = `receipts, door, ${kind} event`;
      printRatio({ name, unit: "ms", of: (sample) => sample, aim, beside: "1,000" }, milliseconds);
    }
    await Promise.all([beside.end(), ours.end()]);
    await printPlan(manyReceipts.url);
  } finally {
    await Promise.all([fewReceipts.stop(), manyReceipts.stop()]);
  }
}

async function medianCall(sql: postgres.Sql, unique: () => string): Promise<number> {
  const { statement, argumentsFor } = contenders.door;
  const milliseconds: number[] = [];
  for (let call = 0; call < callsPerRound; call += 1) {
    const values = argumentsFor(unique(), "");
    const before = performance.now();
    await sql.unsafe(statement, [...values], { prepare: true });
    milliseconds.push(performance.now() - before);
  }
  return median(milliseconds);
}

/** How a receipt is looked up. */
async function printPlan(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  const plan = await sql<{ "QUERY PLAN": string }[]>`
    explain (analyze, buffers, costs off, summary off)
    select id from intake.webhook_events
    where provider = 'stripe' and endpoint = '' and event_id = ${`evt_1Q${uniqueOf(many / 2)}`}`;
  for (const { "QUERY PLAN": line } of plan) console.log(`  ${line}`);
  await sql.end();
}

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, fetch_types: false, connection: { role: "service_role" } });
}
