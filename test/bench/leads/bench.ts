import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import postgres from "postgres";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns } from "../measure.ts";
import { printRatio } from "../report.ts";
import { fillWithLeads, stageRows } from "./fill.ts";
import { printLookUps, printPlans } from "./look-ups.ts";

const many = 1_000_000;
const list = 100_000;
const batch = 5_000;
const rounds = 2;

/**
 * With a million leads there: finding one, and adding one that is known; promoting a hundred thousand staged rows beside copying the same rows into a
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
    await printLookUps(sql, many);
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
