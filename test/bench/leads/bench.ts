import { randomInt } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns, median } from "../measure.ts";
import { printRatio } from "../report.ts";
import { fillWithLeads, stageRows } from "./fill.ts";

const many = 1_000_000;
const list = 100_000;
const batch = 5_000;
const rounds = 2;
const lookUps = 3_000;

/**
 * With a million leads there: adding a lead that is known; promoting a hundred thousand staged rows beside copying the same rows into a
 * bare table, and promoting them again.
 */
export async function benchLeads(): Promise<void> {
  const database = await startDurableDatabase();
  const sql = postgres(database.url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    const start = performance.now();
    await fillWithLeads(database.url, many);
    console.log(
      `${"leads".padEnd(34)} ${many} put in, in ${((performance.now() - start) / 1000).toFixed(0)} s`,
    );
    await printLookUps(sql);
    await printPlans(sql);

    await sql`create table public.bare (like intake.leads_staging)`;
    let from = many + 1;
    const known: number[] = [];
    const copies = await measureInTurns(0, rounds, {
      bare: async () => await copyStaged(sql, from),
      ours: async () => {
        const first = await promote(sql, await stageRows(sql, from, from + list - 1));
        known.push(await promote(sql, await stageRows(sql, from, from + list - 1)));
        from += list;
        return first;
      },
    });
    printRatio(
      { name: "leads, promotion of 100,000", unit: "ms", of: (ms) => ms, aim: 6, beside: "copy" },
      copies,
    );
    printRatio(
      { name: "leads, the same list again", unit: "ms", of: (ms) => ms, aim: 1, beside: "first" },
      { bare: copies.ours, ours: known },
    );
  } finally {
    await sql.end();
    await database.stop();
  }
}

/** How long it takes to add a lead that is known by its MAK, its parcel or its address, beside finding its row alone, in turns. */
async function printLookUps(sql: postgres.Sql): Promise<void> {
  const found: number[] = [];
  const added: number[] = [];
  for (let call = -200; call < lookUps; call += 1) {
    const n = randomInt(1, many);
    const mak = String(1_000_000_000 + n);
    const keys = [
      { mak },
      { apn: String(n).padStart(10, "0"), apn_county: "CA/LOS ANGELES" },
      { street: `${n} MAIN ST`, unit: `APT ${n % 50}`, postal_code: String(90000 + (n % 999)) },
    ];
    const lead = JSON.stringify(keys[n % 3]);
    const start = performance.now();
    await sql`select id from public.leads where broker_id = 1 and mak = ${mak}`;
    const between = performance.now();
    const [row] = await sql<
      { status: string }[]
    >`select public.upsert_lead('acme', ${lead}::text::jsonb) ->> 'status' as status`;
    const end = performance.now();
    if (row?.status !== "unchanged") throw new Error(`a known lead was ${String(row?.status)}`);
    if (call < 0) continue;
    found.push(between - start);
    added.push(end - between);
  }
  printRatio(
    { name: "leads, upsert of a known one, p50", unit: "ms", of: (ms) => ms, beside: "select" },
    { bare: [median(found)], ours: [median(added)] },
  );
  printRatio(
    { name: "leads, upsert of a known one, p99", unit: "ms", of: (ms) => ms, beside: "select" },
    { bare: [ninetyNinth(found)], ours: [ninetyNinth(added)] },
  );
}

function ninetyNinth(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;
}

/** How leads are looked up by each of their keys. */
async function printPlans(sql: postgres.Sql): Promise<void> {
  for (const key of [
    "mak = '1000500000'",
    "apn = '0000500000' and apn_county = 'CA/LOS ANGELES'",
    `address_hash = '${"0".repeat(64)}'`,
  ]) {
    const plan = await sql.unsafe<{ "QUERY PLAN": string }[]>(
      `explain (analyze, buffers, costs off, summary off) select id from public.leads where broker_id = 1 and ${key}`,
    );
    for (const { "QUERY PLAN": line } of plan) console.log(`  ${line}`);
  }
}

/** Copies the same rows into a bare table. */
async function copyStaged(sql: postgres.Sql, from: number): Promise<number> {
  const upload = await stageRows(sql, from, from + list - 1);
  const staged = await sql`select * from intake.leads_staging where upload_id = ${upload}`.raw();
  const lines = staged.map((row) => `${row.map((value) => copyText(value)).join("\t")}\n`);
  await sql`delete from intake.leads_staging where upload_id = ${upload}`;
  await sql`delete from public.lead_uploads where id = ${upload}`;
  await sql`truncate public.bare`;
  const before = performance.now();
  await pipeline(Readable.from([lines.join("")]), await sql.unsafe("copy public.bare from stdin").writable());
  return performance.now() - before;
}

/** A value as COPY reads it. */
function copyText(value: Buffer | null): string {
  return value === null ? "\\N" : value.toString().replaceAll("\\", "\\\\");
}

async function promote(sql: postgres.Sql, upload: string): Promise<number> {
  const before = performance.now();
  for (;;) {
    const [row] = await sql<
      { status: string }[]
    >`select public.promote_staged_leads(${upload}, ${batch}) ->> 'status' as status`;
    if (row?.status === "promoted") return performance.now() - before;
  }
}
