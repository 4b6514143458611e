import postgres from "postgres";
import { functionEnvironment } from "../../support/development-settings.ts";
import { launchFunction } from "../../support/launched-function.ts";
import { projectRoot } from "../../support/project-files.ts";
import { startDurableDatabase } from "../durable-database.ts";
import { measureInTurns, median } from "../measure.ts";
import { printRatio } from "../report.ts";
import { startDoorApi } from "./door-api.ts";
import { benchFunctionAlone } from "./function-alone.ts";
import { asCsv, benchList, listColumns } from "./list.ts";
import { sendFile } from "./send-file.ts";

const rows = 100_000;
const rounds = 3;
const aim = 8;

/** What a file of 100,000 leads costs: the function's process by itself, and with a database from upload to promoted. */
export async function benchUpload(): Promise<void> {
  const list = benchList(rows);
  const file = asCsv(list);
  console.log(`${"upload, file".padEnd(34)} ${rows} rows, ${(file.length / 1e6).toFixed(1)} MB`);

  await benchFunctionAlone(list);

  const database = await startDurableDatabase();
  const sql = postgres(database.url, { max: 1 });
  const api = startDoorApi(database.url);
  try {
    await sql`create table public.bench_bare (${sql.unsafe(
      Object.values(listColumns)
        .map((column) => `${column} text`)
        .join(),
    )})`;
    const again: number[] = [];
    const staging: number[] = [];
    const milliseconds = await measureInTurns(1, rounds, {
      bare: () => timed(() => copyInto(sql, file)),
      async ours() {
        const broker = `bench-${crypto.randomUUID().slice(0, 8)}`;
        await sql`insert into public.brokers (slug, name) values (${broker}, ${broker})`;
        const first = await timed(() => upload(api.url, broker, file));
        // The same rows in another order, by another id: nothing about them is new.
        const shuffled = asCsv({
          ...list,
          rows: [...list.rows.slice(rows / 2), ...list.rows.slice(0, rows / 2)],
        });
        again.push((await timed(() => upload(api.url, broker, shuffled))) / first);
        staging.push(await verifiedStaging(sql, broker));
        return first;
      },
    });
    printRatio(
      { name: "upload, until promoted", unit: "ms", of: (sample) => sample, aim, beside: "COPY" },
      milliseconds,
    );
    console.log(
      `${"upload, staging\'s share of it".padEnd(34)} ${(100 * median(staging.slice(1))).toFixed(0)} %`,
    );
    console.log(
      `${"upload, again, all known".padEnd(34)} ratio to the first ${median(again.slice(1)).toFixed(2)}  aim 1`,
    );
  } finally {
    await api.stop();
    await sql.end();
    await database.stop();
  }
}

/** Throws unless every row has become a lead; the share of the first upload's time in which it was staged. */
async function verifiedStaging(sql: postgres.Sql, broker: string): Promise<number> {
  const [found] = await sql<{ leads: number; share: number }[]>`
    select
      (select count(*)::int from public.leads l where l.broker_id = b.id) as leads,
      extract(epoch from u.staged_at - u.received_at)::float / extract(epoch from u.promoted_at - u.received_at)::float as share
    from public.brokers b join public.lead_uploads u on u.broker_id = b.id
    where b.slug = ${broker}
    order by u.received_at
    limit 1`;
  if (found?.leads !== rows) throw new Error(`There are ${found?.leads ?? 0} leads of ${rows}.`);
  return found.share;
}

async function upload(apiUrl: string, broker: string, file: Uint8Array<ArrayBuffer>): Promise<void> {
  const secret = `whsec_${btoa("the secret of a bench")}`;
  const variable = `LEAD_UPLOAD_SECRET_${broker.toUpperCase().replaceAll("-", "_")}`;
  const environment = { ...functionEnvironment(apiUrl), [variable]: secret };
  const process = await launchFunction(projectRoot, "functions/lead-upload/index.ts", environment);
  try {
    await sendFile(process.url, broker, secret, file);
  } finally {
    await process.kill();
  }
}

async function copyInto(sql: postgres.Sql, file: Uint8Array): Promise<void> {
  await sql`truncate public.bench_bare`;
  const target = await sql`copy public.bench_bare from stdin with (format csv, header)`.writable();
  await new Promise((resolve, reject) => {
    target.on("finish", resolve);
    target.on("error", reject);
    target.end(file);
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
