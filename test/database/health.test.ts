import { beforeEach, describe, expect, it } from "vitest";
import { emptyBusiness } from "../support/business-state.ts";
import { addBroker, addCampaign, addLeads } from "../support/campaigns.ts";
import { asPerson } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { deliver } from "../support/door.ts";

const { sql } = await testDatabase();

const staff = "00000000-0000-4000-8000-00000000000a";
await sql`insert into public.members (user_id, role) values (${staff}, 'staff')`;
await sql`create table ops.first_schedule as table ops.scheduled_jobs`;

beforeEach(async () => {
  await emptyBusiness(sql);
  await sql`delete from ops.scheduled_jobs where true`;
  await sql`delete from intake.reconciliations where true`;
});

type Check = {
  readonly check_name: string;
  readonly subject: string;
  readonly status: string;
  readonly value: string | null;
  readonly unit: string;
  readonly since: Date | null;
  readonly code: string | null;
};

const health = () =>
  asPerson(sql, staff, (transaction) => transaction<Check[]>`select * from public.v_database_health`);

async function check(name: string, subject?: string): Promise<Check | undefined> {
  return (await health()).find((row) => row.check_name === name && (subject ?? row.subject) === row.subject);
}

/** Schedules a job that has been there for a month; `when` is its time, as SQL. */
async function scheduled(name: string, changed: Readonly<Record<string, string>>): Promise<void> {
  await sql`insert into ops.scheduled_jobs ${sql({ name, ...changed })}`;
  await sql`update ops.scheduled_jobs set created_at = now() - interval '30 days' where name = ${name}`;
}

/** A run that ended so many minutes ago. */
const ended = (job: string, minutes: number, status = "completed", error: string | null = null) => sql`
  insert into ops.job_runs (job, slot, due_at, status, error, completed_at)
  values (
    ${job}, gen_random_uuid()::text, now() - make_interval(mins => ${minutes}), ${status}, ${error},
    now() - make_interval(mins => ${minutes})
  )`;

/** A local time so many minutes before now, in UTC. */
async function minutesAgo(minutes: number): Promise<Readonly<Record<string, string>>> {
  const [row] = await sql<{ local_time: string; weekday: number }[]>`
    select (now() at time zone 'UTC' - make_interval(mins => ${minutes}))::time::text as local_time,
      extract(isodow from now() at time zone 'UTC' - make_interval(mins => ${minutes}))::integer as weekday`;
  return { local_time: row?.local_time ?? "", weekdays: `{${row?.weekday}}`, time_zone: "UTC" };
}

describe("a job at intervals", () => {
  it.each([
    [1, "ok"],
    [17, "ok"],
    [19, "warning"],
    [55, "critical"],
  ])("that was completed %i minutes ago is %s when it has five", async (minutes, status) => {
    await scheduled("sweep", { every_minutes: "5" });
    await ended("sweep", 500);
    await ended("sweep", minutes);
    expect(await check("job", "sweep")).toMatchObject({ status, value: String(minutes * 60) });
  });

  it("that was never completed is late since it was made", async () => {
    await scheduled("sweep", { every_minutes: "5" });
    await ended("sweep", 1, "failed", "HTTP_404");
    expect(await check("job", "sweep")).toMatchObject({ status: "critical", value: null, code: "HTTP_404" });
    await sql`update ops.scheduled_jobs set created_at = now() where true`;
    expect(await check("job", "sweep")).toMatchObject({ status: "warning" });
  });

  it("whose last run failed is not well, and well when the next one is completed", async () => {
    await scheduled("sweep", { every_minutes: "5" });
    await ended("sweep", 6);
    await ended("sweep", 1, "failed", "TIMEOUT");
    expect(await check("job", "sweep")).toMatchObject({ status: "warning", code: "TIMEOUT" });
    await ended("sweep", 0);
    expect(await check("job", "sweep")).toMatchObject({ status: "ok", code: null });
  });

  it("that is switched off is nobody's concern", async () => {
    await scheduled("sweep", { every_minutes: "5" });
    await sql`update ops.scheduled_jobs set enabled = false where true`;
    expect(await check("job", "sweep")).toBeUndefined();
  });
});

describe("a daily job", () => {
  it.each([
    [30, "ok"],
    [70, "warning"],
    [200, "critical"],
  ])("that was due %i minutes ago and did not run is %s", async (minutes, status) => {
    await scheduled("nightly", await minutesAgo(minutes));
    await ended("nightly", 6 * 24 * 60);
    expect(await check("job", "nightly")).toMatchObject({ status });
  });

  it("is well after its time, until it is due again, days later", async () => {
    await scheduled("nightly", await minutesAgo(6 * 24 * 60));
    await ended("nightly", 6 * 24 * 60 - 1);
    expect(await check("job", "nightly")).toMatchObject({ status: "ok" });
  });

  it("that was made after its time is not late", async () => {
    await scheduled("nightly", await minutesAgo(300));
    await sql`update ops.scheduled_jobs set created_at = now() where true`;
    expect(await check("job", "nightly")).toMatchObject({ status: "ok", value: null });
  });
});

describe("what waits", () => {
  it("is not well when runs can't be sent", async () => {
    await scheduled("sweep", { every_minutes: "5" });
    await sql`
      insert into ops.job_runs (job, slot, due_at, error)
      values ('sweep', 's', now() - interval '6 minutes', 'SCHEDULER_SECRETS_MISSING')`;
    expect(await check("schedule")).toMatchObject({
      status: "critical",
      value: "1",
      code: "SCHEDULER_SECRETS_MISSING",
    });
  });

  it("in the dead letter queue is judged by its age, not by how much it is", async () => {
    for (let letter = 0; letter < 50; letter++) {
      await deliver(sql, [{ id: `evt_${letter}`, problem: { code: "missing-field", field: "id" } }]);
    }
    expect(await check("dead_letter_queue", "waiting")).toMatchObject({ status: "ok", value: "50" });
    for (const [minutes, status] of [
      [20, "warning"],
      [61, "critical"],
    ] as const) {
      await sql`
        update intake.pipeline_dlq set next_attempt_at = now() - make_interval(mins => ${minutes})
        where id = (select min(id) from intake.pipeline_dlq)`;
      expect(await check("dead_letter_queue", "waiting")).toMatchObject({ status });
    }
  });

  it("of uploads is not well when it is not finished soon", async () => {
    const [broker] = await sql<{ id: string }[]>`
      insert into public.brokers (slug, name) values ('acme', 'Acme') returning id`;
    await sql`
      insert into public.lead_uploads (broker_id, format, status, received_at)
      values (${broker?.id ?? 0}, 'csv', 'staged', now() - interval '20 minutes')`;
    expect(await check("uploads")).toMatchObject({ status: "warning", value: "1" });
    await sql`update public.lead_uploads set status = 'failed' where true`;
    expect(await check("uploads")).toMatchObject({ status: "ok", value: "0" });
  });

  it("of campaigns is not well when leads were given up, and worse when they are a tenth of the day's number", async () => {
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker, { limit: 50 });
    const subject = `campaign-${campaign}`;
    expect(await check("campaign_outbox", subject)).toMatchObject({ status: "ok", value: "0", code: null });
    await addLeads(sql, broker, 8);
    await sql`
      insert into intake.campaign_outbox (campaign_id, broker_id, lead_id, queued_at, next_attempt_at)
      select ${campaign}, broker_id, id, now(), now() from public.leads`;
    const giveUp = (count: number, reason: string) => sql`
      update intake.campaign_outbox set status = 'dead', reason = ${reason}
      where id in (select id from intake.campaign_outbox where status = 'waiting' order by id limit ${count})`;
    const days = (count: number) =>
      sql`update intake.campaign_outbox set dead_at = dead_at - make_interval(days => ${count})`;

    await giveUp(1, "NOT_CONTACTABLE");
    expect(await check("campaign_outbox", subject)).toMatchObject({ status: "ok" });
    await giveUp(1, "HTTP_422");
    expect(await check("campaign_outbox", subject)).toMatchObject({
      status: "warning",
      value: "1",
      unit: "leads given up",
      code: "HTTP_422",
    });
    await giveUp(4, "HTTP_503");
    expect(await check("campaign_outbox", subject)).toMatchObject({
      status: "critical",
      value: "5",
      code: "HTTP_503",
    });
    await days(2);
    expect(await check("campaign_outbox", subject)).toMatchObject({ status: "warning", value: "5" });
    await days(13);
    expect(await check("campaign_outbox", subject)).toMatchObject({ status: "ok" });
  });

  it("of a provider's events is not well when its API can't be asked, and worse after a day", async () => {
    await sql`
      insert into intake.reconciliations (provider, reconciled_until, last_run_at, last_error)
      values ('stripe', now() - interval '2 hours', now(), 'HTTP_401'), ('paypal', now() - interval '2 days', now(), 'HTTP_401'),
        ('acme', now() - interval '1 hour', now(), null)`;
    expect(await check("reconciliation", "stripe")).toMatchObject({ status: "warning", code: "HTTP_401" });
    expect(await check("reconciliation", "paypal")).toMatchObject({ status: "critical" });
    expect(await check("reconciliation", "acme")).toMatchObject({ status: "ok", code: null });
  });
});

describe("the views of health", () => {
  it("tell staff and nobody else", async () => {
    await scheduled("sweep", { every_minutes: "5" });
    await ended("sweep", 1);
    await sql`update ops.job_runs set milliseconds = 1500, claimed_at = due_at + interval '2 seconds' where true`;
    const read = (person: string) =>
      asPerson(
        sql,
        person,
        (transaction) => transaction`
        select metric, subject, value::float, unit from public.v_performance_metrics where subject = 'sweep'`,
      );
    expect(await read(staff)).toEqual([
      { metric: "job_seconds_median", subject: "sweep", value: 1.5, unit: "seconds" },
      { metric: "job_seconds_p95", subject: "sweep", value: 1.5, unit: "seconds" },
      { metric: "job_lateness_p95", subject: "sweep", value: 2, unit: "seconds" },
    ]);
    expect(await read(crypto.randomUUID())).toEqual([]);
  });
});
