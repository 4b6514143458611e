import { join } from "node:path";
import postgres from "postgres";
import { afterAll, describe, expect, inject, test } from "vitest";
import { sampleList } from "../../../cli/sample-leads/sample-list.ts";
import { progressBar } from "../../../cli/upload/progress-bar.ts";
import { runUpload } from "../../../cli/upload/run.ts";
import { startDataApiProxy } from "../../support/data-api-proxy.ts";
import { developmentSettings } from "../../support/development-settings.ts";
import { hostFunctions } from "../../support/hosted-functions.ts";
import { signedQuestion, signedUpload, type SigningOptions } from "../../support/lead-uploads.ts";

const stack = inject("stack");
const sql = postgres(stack.databaseUrl, { max: 2 });
const brokers = ["upload-list", "upload-killed", "upload-left"] as const;
await sql`insert into public.brokers (slug, name) select slug, slug from unnest(${[...brokers]}::text[]) as slug`;
const api = startDataApiProxy(stack.apiUrl);
const secretOf = (broker: Broker) => `whsec_${btoa(`the secret of ${broker}`)}`;
const variableOf = (broker: Broker) => `LEAD_UPLOAD_SECRET_${broker.toUpperCase().replaceAll("-", "_")}`;
const functions = await hostFunctions({
  apiUrl: api.url,
  environment: Object.fromEntries(brokers.map((broker) => [variableOf(broker), secretOf(broker)])),
});
const folder = await Deno.makeTempDir({ prefix: "sluice-test-" });
afterAll(async () => {
  await functions.stop();
  await api.stop();
  await sql.end();
  await Deno.remove(folder, { recursive: true });
});

type Broker = (typeof brokers)[number];

async function command(broker: Broker, file: string, ...args: readonly string[]) {
  const printed: string[] = [];
  const exitCode = await runUpload([file, "--broker", broker, ...args], {
    targetOf: async () => ({ url: functions.url, secret: secretOf(broker) }),
    print: (text) => printed.push(text),
    printError: (text) => printed.push(text),
    bar: progressBar(() => undefined, false),
    pause: async () => undefined,
  });
  return { exitCode, printed: printed.join("\n") };
}

async function upload(broker: Broker, file: string, options: SigningOptions) {
  const init = signedUpload(file, { ...options, secret: secretOf(broker) });
  const answer = await fetch(`${functions.url}/lead-upload/${broker}`, init);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function leadsOf(broker: Broker) {
  const [row] = await sql`
    select count(*)::int as leads, count(distinct mak)::int as keys, count(*) filter (where l.consent)::int as consented,
      count(*) filter (where l.email_verified)::int as verified
    from public.leads l join public.brokers b on b.id = l.broker_id where b.slug = ${broker}`;
  return row;
}

/** Kills the function before its so-manyth request to the Data API is answered, from 1. */
function killBefore(request: number): void {
  api.intercept({
    async before() {
      if (request > 1) {
        killBefore(request - 1);
        return;
      }
      await (await functions.process("lead-upload"))?.kill();
      throw new Error("whoever asked is gone");
    },
  });
}

describe("a list of leads", () => {
  const { csv, expected } = sampleList(7, 1000);
  const file = join(folder, "list.csv");

  test("becomes a lead for every property in it, and tells what it could not use", async () => {
    await Deno.writeFile(file, csv);
    const problems = join(folder, "problems.csv");
    const { exitCode, printed } = await command("upload-list", file, "--problems", problems);
    expect(printed).toContain(
      `${expected.rows_read} rows: ${expected.rows_refused} refused, 0 to be reviewed`,
    );
    expect(printed).toContain(`leads: ${expected.leads} new`);
    expect(exitCode, printed).toBe(0);
    expect(await leadsOf("upload-list")).toMatchObject({
      leads: expected.leads,
      consented: expected.consented,
      verified: expected.email_verified,
    });
    const refused = (await Deno.readTextFile(problems)).match(/,refused\r\n/g) ?? [];
    expect(refused.length).toBeGreaterThanOrEqual(expected.rows_refused);
  });

  test("is known when it comes again, under its own name or another", async () => {
    const again = await command("upload-list", file);
    expect([again.exitCode, again.printed]).toEqual([1, expect.stringContaining("was received on")]);
    await Deno.copyFile(file, join(folder, "renamed.csv"));
    expect((await command("upload-list", join(folder, "renamed.csv"))).exitCode).toBe(1);
  });

  test("adds no lead when its rows come in another file", async () => {
    const other = join(folder, "other.csv");
    await Deno.writeFile(other, new Uint8Array([...csv, 13, 10]));
    const { exitCode, printed } = await command("upload-list", other);
    expect(exitCode).toBe(0);
    expect(printed).toContain("leads: 0 new");
    expect(await leadsOf("upload-list")).toMatchObject({ leads: expected.leads });
  });

  test("can be asked for by its broker alone", async () => {
    const [row] = await sql<{ id: string }[]>`
      select u.id from public.lead_uploads u join public.brokers b on b.id = u.broker_id
      where b.slug = 'upload-list' order by u.received_at limit 1`;
    const id = row?.id ?? "";
    const ask = (secret: string) =>
      fetch(`${functions.url}/lead-upload/${id}`, signedQuestion(id, { secret }));
    expect((await ask(secretOf("upload-list"))).status).toBe(200);
    expect((await ask(secretOf("upload-left"))).status).toBe(404);
    expect((await ask(`whsec_${btoa("nobody's secret")}`)).status).toBe(401);
  });
});

describe("a function that is killed", () => {
  const file = "mak,first name\n1234567890,Ann\n1234567891,Ben\n";

  test("while it stages: the retry waits for the claim to die, and then brings in every lead once", async () => {
    const options = { id: "killed" };
    await upload("upload-list", "mak\n", { id: "warm" });
    // The limit, the claim, and the first rows.
    killBefore(3);
    expect((await upload("upload-killed", file, options)).status).toBe(500);
    expect(await upload("upload-killed", file, options)).toMatchObject({ status: 503 });

    await sql`update public.lead_uploads set last_heard_at = now() - interval '91 seconds' where status = 'receiving'`;
    expect(await upload("upload-killed", file, options)).toMatchObject({
      status: 201,
      body: { counts: { leads_new: 2 } },
    });
    expect(await upload("upload-killed", file, options)).toMatchObject({ status: 409 });
    expect(await leadsOf("upload-killed")).toMatchObject({ leads: 2, keys: 2 });
  });

  test("once all is staged: the file is ours, and the job brings in every lead once", async () => {
    const options = { id: "left" };
    await upload("upload-list", "mak\n", { id: "warm" });
    // Those, that they are all, and the promotion.
    killBefore(5);
    expect((await upload("upload-left", file, options)).status).toBe(500);
    expect(await upload("upload-left", file, options)).toMatchObject({ status: 409 });
    expect(await leadsOf("upload-left")).toMatchObject({ leads: 0 });

    await sql`update public.lead_uploads set staged_at = now() - interval '3 minutes' where status = 'staged'`;
    const answer = await fetch(`${functions.url}/job-lead-promotion`, {
      method: "POST",
      headers: { "x-scheduler-token": developmentSettings().SCHEDULER_TOKEN ?? "" },
    });
    expect(await answer.json()).toMatchObject({ status: "completed" });
    expect(await leadsOf("upload-left")).toMatchObject({ leads: 2, keys: 2 });
  });
});
