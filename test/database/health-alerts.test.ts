import { beforeEach, describe, expect, it } from "vitest";
import { tellAlertNews } from "../../functions/job-health-check/alert-news.ts";
import { checkHealth } from "../../functions/job-health-check/check-health.ts";
import { emptyBusiness } from "../support/business-state.ts";
import { addBroker, addCampaign, addLead } from "../support/campaigns.ts";
import { interleave } from "../support/database-races.ts";
import { asPerson } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
const staff = "00000000-0000-4000-8000-00000000000a";
await sql`insert into public.members (user_id, role) values (${staff}, 'staff')`;
await sql`delete from ops.scheduled_jobs where true`;
await sql`insert into ops.scheduled_jobs (name, every_minutes) values ('sweep', 5)`;

beforeEach(async () => {
  await emptyBusiness(sql);
  await sql`delete from ops.health_alerts where true`;
  await sql`delete from ops.health_check_log where true`;
  await sql`delete from ops.job_runs where true`;
  await sql`delete from intake.refusals where true`;
});

const rpc = sqlRpc(sql);
const run = () =>
  checkHealth(
    {
      requestId: "run",
      rpc,
      isTimeUp: () => false,
      report(thrown) {
        throw thrown;
      },
    },
    null,
    null,
  );

/** What is told of alerts now. */
async function told(): Promise<readonly string[]> {
  const heard: string[] = [];
  await tellAlertNews(rpc, async (news) => {
    for (const { news: what, kind, subject } of news) heard.push(`${what} ${kind} ${subject}`);
  });
  return heard;
}

const alerts = () =>
  asPerson(
    sql,
    staff,
    (transaction) =>
      transaction`select kind, subject, severity, code, resolved_at is null as open from public.v_recent_health_alerts order by id`,
  );

/** The job's last run, which failed or did not. */
async function lastRun(status: "failed" | "completed"): Promise<void> {
  await sql`delete from ops.job_runs where true`;
  await sql`
    insert into ops.job_runs (job, slot, due_at, status, error, completed_at)
    values ('sweep', 's', now(), ${status}, ${status === "failed" ? "HTTP_401" : null}, now())`;
}

const later = () => sql`
  update ops.health_alerts set last_seen_at = last_seen_at - interval '11 minutes', raised_at = raised_at - interval '11 minutes'
  where resolved_at is null`;

const failing = { kind: "job", subject: "sweep", severity: "warning", code: "HTTP_401" };

describe("an alert", () => {
  it("is raised once, however often it is seen", async () => {
    await lastRun("failed");
    expect(await run()).toMatchObject({ warning: 1, raised: 1, open: 1 });
    expect(await run()).toMatchObject({ warning: 1, raised: 0, open: 1 });
    await later();
    expect(await run()).toMatchObject({ raised: 0, resolved: 0, open: 1 });
    expect(await alerts()).toEqual([{ ...failing, open: true }]);
  });

  it("is resolved once, when it has not been seen for a while", async () => {
    await lastRun("failed");
    await run();
    await lastRun("completed");
    expect(await run()).toMatchObject({ warning: 0, resolved: 0, open: 1 });
    await later();
    expect(await run()).toMatchObject({ resolved: 1, open: 0 });
    expect(await run()).toMatchObject({ resolved: 0, open: 0 });
    expect(await alerts()).toEqual([{ ...failing, open: false }]);
  });

  it("is one alert when it comes and goes between two checks", async () => {
    for (const status of ["failed", "completed", "failed"] as const) {
      await lastRun(status);
      await run();
    }
    expect(await alerts()).toEqual([{ ...failing, open: true }]);
  });

  it("is another one when it comes back after it was resolved", async () => {
    await lastRun("failed");
    await run();
    await lastRun("completed");
    await later();
    await run();
    await lastRun("failed");
    expect(await run()).toMatchObject({ raised: 1 });
    expect(await alerts()).toEqual([
      { ...failing, open: false },
      { ...failing, open: true },
    ]);
  });

  it("is raised by one of two checks at once", async () => {
    await lastRun("failed");
    const met = await interleave(
      sql,
      (first) => first`select (public.daily_health_check() ->> 'raised')::integer as raised`,
      (second) => second`select (public.daily_health_check() ->> 'raised')::integer as raised`,
    );
    expect(met).toMatchObject({ first: [{ raised: 1 }], second: { value: [{ raised: 0 }] }, waited: true });
    expect(await alerts()).toHaveLength(1);
  });

  it("is raised for leads that no campaign tool took, and resolved once they are tried again", async () => {
    await lastRun("completed");
    const broker = await addBroker(sql);
    const campaign = await addCampaign(sql, broker);
    await addLead(sql, broker);
    await sql`
      insert into intake.campaign_outbox (campaign_id, broker_id, lead_id, person, queued_at, next_attempt_at)
      select ${campaign}, broker_id, id, email_hash, now(), now() from public.leads`;
    await sql`update intake.campaign_outbox set status = 'dead', reason = 'HTTP_422'`;
    expect(await run()).toMatchObject({ raised: 1 });
    const alert = {
      kind: "campaign_outbox",
      subject: `campaign-${campaign}`,
      severity: "warning",
      code: "HTTP_422",
    };
    expect(await alerts()).toEqual([{ ...alert, open: true }]);
    await sql`select intake.revive_campaign_leads(${campaign})`;
    await later();
    expect(await run()).toMatchObject({ resolved: 1, open: 0 });
    expect(await alerts()).toEqual([{ ...alert, open: false }]);
  });

  it("is raised for what looks like an attack, as severe as it has become", async () => {
    const refused = (count: number) => sql`
      insert into intake.refusals as r (function, reason, minute, count)
      values ('webhook-stripe', 'mismatch', date_trunc('minute', now()), ${count})
      on conflict on constraint refusals_pkey do update set count = excluded.count`;
    await refused(10);
    await lastRun("completed");
    expect(await run()).toMatchObject({ raised: 1 });
    await refused(200);
    expect(await run()).toMatchObject({ raised: 0, open: 1 });
    expect(await alerts()).toEqual([
      { kind: "invalid_signatures", subject: "webhook-stripe", severity: "critical", code: null, open: true },
    ]);
    // One kind of check says nothing of what the other one saw.
    await later();
    await sql`select public.daily_health_check()`;
    expect(await alerts()).toMatchObject([{ open: true }]);
  });

  it("is told once when it is raised, and once when it is over", async () => {
    await lastRun("failed");
    await run();
    expect(await told()).toEqual(["warning job sweep"]);
    expect(await told()).toEqual([]);
    await lastRun("completed");
    await later();
    await run();
    expect(await told()).toEqual(["resolved job sweep"]);
    expect(await told()).toEqual([]);
  });

  it("is told again when it could not be told, and not at all when it was over before", async () => {
    await lastRun("failed");
    await run();
    const failure = new Error("nobody there");
    await expect(tellAlertNews(rpc, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await told()).toEqual(["warning job sweep"]);
    await sql`update ops.health_alerts set told = null where true`;
    await lastRun("completed");
    await later();
    await run();
    expect(await told()).toEqual([]);
  });

  it("is told again when it gets worse, and not when it gets better or is but for information", async () => {
    await sql`insert into ops.health_alerts (origin, kind, subject, severity) values ('security', 'flood', 'stripe', 'info')`;
    const becomes = (severity: string) => sql`update ops.health_alerts set severity = ${severity} where true`;
    const heard: (readonly string[])[] = [await told()];
    for (const severity of ["warning", "critical", "warning", "critical"]) {
      await becomes(severity);
      heard.push(await told());
    }
    expect(heard).toEqual([[], ["warning flood stripe"], ["critical flood stripe"], [], []]);
  });

  it("is nobody's to read but staff's", async () => {
    await lastRun("failed");
    await run();
    const other = crypto.randomUUID();
    const read = asPerson(
      sql,
      other,
      (transaction) => transaction`select from public.v_recent_health_alerts`,
    );
    expect(await read).toHaveLength(0);
  });
});

describe("the log of health checks", () => {
  const lines = () => sql`select status, problems, open_alerts from ops.health_check_log`;

  it("has one line per hour, the worst of it", async () => {
    await lastRun("completed");
    await run();
    expect(await lines()).toEqual([{ status: "ok", problems: [], open_alerts: 0 }]);
    await lastRun("failed");
    await run();
    expect(await lines()).toMatchObject([
      { status: "warning", problems: [{ subject: "sweep", code: "HTTP_401" }], open_alerts: 1 },
    ]);
    await lastRun("completed");
    await run();
    expect(await lines()).toMatchObject([{ status: "warning", problems: [{ subject: "sweep" }] }]);
  });

  it("has another line for another hour", async () => {
    await lastRun("completed");
    await run();
    await sql`update ops.health_check_log set hour = hour - interval '1 hour' where true`;
    await run();
    expect(await lines()).toHaveLength(2);
  });
});
