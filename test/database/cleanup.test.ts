import { describe, expect, it } from "vitest";
import { job } from "../../functions/job-replay-guard-cleanup/job.ts";
import { testDatabase } from "../support/database.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const rpc = sqlRpc(sql);

const count = async (table: string) => (await sql`select from ${sql(table)}`).length;
const calls = async (door: string, batch: number) => [
  await rpc(door, { batch }),
  await rpc(door, { batch }),
  await rpc(door, { batch }),
];

describe("the nightly cleanup", () => {
  it("deletes expired one-time values, in batches", async () => {
    await sql`
      insert into intake.webhook_nonces (provider, endpoint, nonce, event_id, expires_at)
      select 'mailgun', '', 'n' || n, 'e', now() + case when n <= 3 then interval '-1 second' else '1 minute' end
      from generate_series(1, 4) as n`;
    expect(await calls("cleanup_old_nonces", 2)).toEqual([2, 1, 0]);
    expect(await sql`select nonce from intake.webhook_nonces`).toEqual([{ nonce: "n4" }]);
  });

  it("deletes claims of uploads and consent links that have expired, in batches", async () => {
    const [broker] = await sql<{ id: string }[]>`
      insert into public.brokers (slug, name) values ('acme', 'Acme') returning id`;
    const [upload] = await sql<{ id: string }[]>`
      insert into public.lead_uploads (broker_id, format) values (${broker?.id ?? 0}, 'csv') returning id`;
    const [lead] = await sql<{ id: string }[]>`
      insert into public.leads (broker_id, mak) values (${broker?.id ?? 0}, '1000000001') returning id`;
    await sql`
      insert into intake.ingest_replay_guard (broker_id, kind, value, upload_id, expires_at)
      select ${broker?.id ?? 0}, 'id', n::text, ${upload?.id ?? ""}, now() + make_interval(days => n) from unnest(array[-3, -2, -1, 1]) as n`;
    await sql`
      insert into intake.consent_tokens (nonce_hash, purpose, lead_id, created_at, expires_at)
      select repeat(abs(n)::text, 64), 'unsubscribe', ${lead?.id ?? 0}, now() - interval '9 days', now() + make_interval(days => n)
      from unnest(array[-3, -2, -1, 4]) as n`;
    expect(await calls("cleanup_old_replay_guards", 2)).toEqual([2, 1, 0]);
    expect(await calls("cleanup_old_consent_tokens", 2)).toEqual([2, 1, 0]);
    expect(await sql`select value from intake.ingest_replay_guard`).toEqual([{ value: "1" }]);
    expect(await sql`select left(nonce_hash, 1) as n from intake.consent_tokens`).toEqual([{ n: "4" }]);
  });

  it("deletes counts of refusals that are a month old", async () => {
    await sql`
      insert into intake.refusals (function, reason, minute, count)
      select 'webhook-stripe', 'mismatch', date_trunc('minute', now()) - make_interval(days => n), 1
      from unnest(array[0, 29, 31, 90, 400]) as n`;
    expect(await calls("cleanup_old_refusals", 2)).toEqual([2, 1, 0]);
    expect(await count("intake.refusals")).toBe(2);
  });

  it("deletes runs of jobs that are over and a month old, and leaves one that isn't over", async () => {
    await sql`
      insert into ops.job_runs (job, slot, due_at, status, completed_at)
      select 'reconcile', n::text, now() - make_interval(days => n), 'completed', now() - make_interval(days => n)
      from unnest(array[0, 29, 31, 32, 33]) as n`;
    await sql`insert into ops.job_runs (job, slot, due_at) values ('reconcile', 'waits', now() - interval '40 days')`;
    expect(await calls("cleanup_old_job_runs", 2)).toEqual([2, 1, 0]);
    expect(await sql`select slot from ops.job_runs order by slot`).toEqual([
      { slot: "0" },
      { slot: "29" },
      { slot: "waits" },
    ]);
  });

  it("deletes pg_cron's history that is a fortnight old, also of what never ended", async () => {
    await sql`
      insert into cron.job_run_details (jobid, status, start_time, end_time)
      select 1, 'succeeded', now() - make_interval(days => n), case when n <> 20 then now() - make_interval(days => n) end
      from unnest(array[1, 13, 15, 20, 30]) as n`;
    expect(await calls("cleanup_old_cron_history", 2)).toEqual([2, 1, 0]);
    expect(await count("cron.job_run_details")).toBe(2);
  });

  it("deletes the log of health checks after 90 days, and alerts that were over then", async () => {
    await sql`
      insert into ops.health_check_log (hour, checked_at, status, problems, open_alerts)
      select date_trunc('hour', now(), 'UTC') - make_interval(days => n), now(), 'ok', '[]', 0 from unnest(array[0, 89, 91, 92, 93]) as n`;
    await sql`
      insert into ops.health_alerts (origin, kind, subject, severity, raised_at, last_seen_at, resolved_at)
      select 'health', 'job', n::text, 'warning', now() - interval '100 days', now() - make_interval(days => abs(n)),
        case when n > 0 then now() end
      from unnest(array[-95, 89, 91]) as n`;
    expect(await calls("cleanup_old_health_checks", 2)).toEqual([2, 1, 0]);
    expect(await count("ops.health_check_log")).toBe(2);
    expect(await sql`select subject from ops.health_alerts order by subject`).toEqual([
      { subject: "-95" },
      { subject: "89" },
    ]);
  });

  it("keeps things as long as the settings say", async () => {
    await sql`update ops.retention set days = 20 where what = 'refusals'`;
    await sql`
      insert into intake.refusals (function, reason, minute, count)
      values ('webhook-paypal', 'mismatch', date_trunc('minute', now()) - interval '25 days', 1)`;
    expect(await rpc("cleanup_old_refusals", { batch: 10 })).toBe(2);
  });
});

describe("job-replay-guard-cleanup", () => {
  it("goes through all of it", async () => {
    const failures: unknown[] = [];
    const counts = await job.prepare()({
      requestId: "run",
      rpc,
      isTimeUp: () => false,
      report: (...failure) => failures.push(failure),
    });
    expect(failures).toEqual([]);
    expect(Object.keys(counts)).toContain("receipts");
  });
});
