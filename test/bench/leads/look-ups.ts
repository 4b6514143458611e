import { createHash, randomInt } from "node:crypto";
import type postgres from "postgres";
import { median } from "../measure.ts";
import { percentile, printLatency, printRatio } from "../report.ts";

const calls = 3_000;
const warmUpCalls = 200;
const aim = 1;

/** The keys of a lead of the list: what a row states of them, what is looked up, and the condition by which matching looks it up. */
const keys = {
  MAK: {
    stated: (n: number) => ({ mak: mak(n) }),
    sought: (n: number) => mak(n),
    condition: "mak = sought",
  },
  parcel: {
    stated: (n: number) => ({ apn: parcel(n), apn_county: "CA/LOS ANGELES" }),
    sought: (n: number) => parcel(n),
    condition: "apn = sought and apn_county = 'CA/LOS ANGELES'",
  },
  address: {
    stated: (n: number) => ({ street: `${n} MAIN ST`, unit: `APT ${n % 50}`, postal_code: postalCode(n) }),
    sought: (n: number) => addressHash(n),
    condition: "left(address_hash, 32)::uuid = left(sought, 32)::uuid",
  },
} as const;

/**
 * How long it takes to find one of `many` leads by each of its keys, inside the database, where a promotion looks them up; and to add one
 * that is known, beside finding it, for a caller.
 */
export async function printLookUps(sql: postgres.Sql, many: number): Promise<void> {
  for (const [name, { sought, condition }] of Object.entries(keys)) {
    await sql.unsafe(`
      create or replace function pg_temp.timed_look_ups(all_sought json) returns double precision[] language plpgsql as $$
      declare
        sought text;
        started timestamptz;
        milliseconds double precision[] := '{}';
        known bigint;
      begin
        for sought in select value from json_array_elements_text(all_sought) loop
          started := clock_timestamp();
          select id into strict known from public.leads where broker_id = 1 and ${condition};
          milliseconds := milliseconds || (extract(epoch from clock_timestamp() - started) * 1000)::double precision;
        end loop;
        return milliseconds;
      end
      $$`);
    const all = JSON.stringify(Array.from({ length: warmUpCalls + calls }, () => sought(randomInt(1, many))));
    const [row] = await sql<
      { milliseconds: number[] }[]
    >`select to_json(pg_temp.timed_look_ups(${all}::text::json)) as milliseconds`;
    printLatency(`leads, found by ${name}`, row?.milliseconds.slice(warmUpCalls) ?? [], aim);
  }

  const found: number[] = [];
  const added: number[] = [];
  for (let call = -warmUpCalls; call < calls; call += 1) {
    const n = randomInt(1, many);
    const lead = JSON.stringify([keys.MAK, keys.parcel, keys.address][n % 3]?.stated(n));
    const start = performance.now();
    await sql`select id from public.leads where broker_id = 1 and mak = ${mak(n)}`;
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
  const beside = { unit: "ms", of: (ms: number) => ms, beside: "select" };
  printRatio(
    { name: "leads, upsert of a known one, p50", ...beside },
    { bare: [median(found)], ours: [median(added)] },
  );
  printRatio(
    { name: "leads, upsert of a known one, p99", ...beside },
    { bare: [percentile(found, 99)], ours: [percentile(added, 99)] },
  );
}

/** How leads are looked up by each of their keys. */
export async function printPlans(sql: postgres.Sql): Promise<void> {
  for (const { sought, condition } of Object.values(keys)) {
    const plan = await sql.unsafe<{ "QUERY PLAN": string }[]>(
      `explain (analyze, buffers, costs off, summary off)
       select id from public.leads where broker_id = 1 and ${condition.replace("sought", `'${sought(500_000)}'`)}`,
    );
    for (const { "QUERY PLAN": line } of plan) console.log(`  ${line}`);
  }
}

function mak(n: number): string {
  return String(1_000_000_000 + n);
}

function parcel(n: number): string {
  return String(n).padStart(10, "0");
}

function postalCode(n: number): string {
  return String(90_000 + (n % 999));
}

/** As the database hashes it: APT and # are one. */
function addressHash(n: number): string {
  return createHash("sha256")
    .update(`${n} MAIN ST|# ${n % 50}|${postalCode(n)}`)
    .digest("hex");
}
