import { beforeEach, describe, expect, it } from "vitest";
import { emptyBusiness } from "../support/business-state.ts";
import { sqlstate } from "../support/database-errors.ts";
import { asPerson, asRole } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { deliver } from "../support/door.ts";

const { sql } = await testDatabase();

const staff = "00000000-0000-4000-8000-00000000000a";
const member = "00000000-0000-4000-8000-00000000000b";
await sql`insert into auth.users (id) values (${staff}), (${member})`;
const [broker] = await sql<
  { id: string }[]
>`insert into public.brokers (slug, name) values ('b', 'B') returning id`;
await sql`insert into public.members (user_id, role) values (${staff}, 'staff')`;
await sql`insert into public.members (user_id, role, broker_id) values (${member}, 'broker', ${broker?.id ?? 0})`;

beforeEach(async () => {
  await emptyBusiness(sql);
  await sql`delete from intake.refusals`;
  await sql`delete from intake.reconciliations`;
});

type Alert = {
  readonly kind: string;
  readonly severity: string;
  readonly source: string;
  readonly since: Date;
  readonly count: string;
};

const alertsOf = (person: string) =>
  asPerson(
    sql,
    person,
    (transaction) => transaction<Alert[]>`select * from public.v_webhook_security_alerts`,
  );

/** What staff see, as "kind severity source count". */
async function alerts(): Promise<readonly string[]> {
  const found = await alertsOf(staff);
  return found.map(({ kind, severity, source, count }) => `${kind} ${severity} ${source} ${count}`).sort();
}

const refuse = (fn: string, counts: Readonly<Record<string, number>>) =>
  asRole(
    sql,
    "service_role",
    (transaction) =>
      transaction`select public.record_refusals(${fn}, ${JSON.stringify(counts)}::text::jsonb)`,
  );

/** Receipts of a provider, spread evenly from `first` to `last` ago. */
const receive = (
  count: number,
  first: string,
  last: string,
  { provider = "stripe", status = "processed" } = {},
) => sql`
  insert into intake.webhook_events (provider, event_id, event_type, status, request_id, received_at)
  select ${provider}, gen_random_uuid()::text, 't', ${status}, gen_random_uuid(),
    now() - ${first}::interval + (${first}::interval - ${last}::interval) * n / ${Math.max(1, count - 1)}
  from generate_series(0, ${count - 1}) as n`;

/** A fortnight in which nothing out of the ordinary happened. */
async function ordinaryFortnight(): Promise<void> {
  await receive(300, "13 days", "5 minutes");
  await receive(6, "13 days", "2 hours", { status: "deferred" });
  await refuse("webhook-stripe", { mismatch: 3, "rate-limited": 10, "not-json": 500 });
}

describe("v_webhook_security_alerts", () => {
  it("is empty of a project that has seen nothing, and of one where all is well", async () => {
    expect(await alerts()).toEqual([]);
    await ordinaryFortnight();
    expect(await alerts()).toEqual([]);
  });

  it("shows what doesn't verify, whatever the reasons, and more urgently when it is a lot", async () => {
    await ordinaryFortnight();
    await refuse("webhook-stripe", { mismatch: 4, expired: 3, "unknown-endpoint": 2 });
    expect(await alerts()).toEqual(["invalid_signatures warning webhook-stripe 12"]);
    await refuse("webhook-stripe", { "missing-credential": 90 });
    expect(await alerts()).toEqual(["invalid_signatures critical webhook-stripe 102"]);
  });

  it("shows a one-time value that was used again, at once", async () => {
    await refuse("webhook-mailgun", { replayed: 1 });
    expect(await alerts()).toEqual(["replays critical webhook-mailgun 1"]);
  });

  it("shows an event that comes again and again", async () => {
    for (let time = 0; time <= 20; time++) await deliver(sql, [{ id: "e1" }]);
    await deliver(sql, [{ id: "e2" }]);
    expect(await alerts()).toEqual(["replays warning stripe 20"]);
    await sql`update intake.webhook_events set last_duplicate_at = now() - interval '2 hours'`;
    expect(await alerts()).toEqual([]);
  });

  it("shows a flood", async () => {
    await refuse("webhook-stripe", { "rate-limited": 30, "address-limited": 20 });
    expect(await alerts()).toEqual(["flood warning webhook-stripe 50"]);
    await refuse("webhook-stripe", { "body-too-large": 950 });
    expect(await alerts()).toEqual(["flood critical webhook-stripe 1000"]);
  });

  it("shows that a limiter fell back to its other engine", async () => {
    await refuse("webhook-stripe", { "limiter-fallback": 1 });
    expect(await alerts()).toEqual(["limiter_fallback warning webhook-stripe 1"]);
  });

  it("shows suspicious content, as no more than a signal", async () => {
    await refuse("webhook-stripe", { "suspicious-content": 2 });
    expect(await alerts()).toEqual(["suspicious_content info webhook-stripe 2"]);
  });

  it("says since when, and forgets an attack an hour after its end", async () => {
    await refuse("webhook-stripe", { mismatch: 20 });
    await sql`update intake.refusals set minute = minute - interval '50 minutes'`;
    const [alert] = await alertsOf(staff);
    const minutes = (Date.now() - (alert?.since.getTime() ?? 0)) / 60_000;
    expect(Math.round(minutes)).toBeGreaterThanOrEqual(50);
    expect(Math.round(minutes)).toBeLessThanOrEqual(52);
    await sql`update intake.refusals set minute = minute - interval '11 minutes'`;
    expect(await alerts()).toEqual([]);
  });

  it("shows a provider gone silent, and not one that is only quiet at night", async () => {
    await receive(300, "13 days", "7 hours");
    expect(await alerts()).toEqual(["provider_silent warning stripe 0"]);

    await emptyBusiness(sql);
    for (const day of [4, 3, 2, 1]) await receive(40, `${day * 24} hours`, `${day * 24 - 10} hours`);
    expect(await alerts()).toEqual([]);
    await sql`update intake.webhook_events set received_at = received_at - interval '15 hours'`;
    expect(await alerts()).toEqual(["provider_silent warning stripe 0"]);
  });

  it("expects nothing of a provider that was hardly ever heard", async () => {
    await receive(9, "10 days", "9 days");
    expect(await alerts()).toEqual([]);
  });

  it("shows a provider whose events fail more than they used to, and not one that was always so", async () => {
    await receive(100, "13 days", "2 hours");
    await receive(5, "30 minutes", "1 minute", { status: "deferred" });
    expect(await alerts()).toEqual(["failures_jump critical stripe 5"]);

    await receive(60, "13 days", "2 hours", { status: "deferred" });
    expect(await alerts()).toEqual([]);
  });

  it("shows events that were given up, of the last fortnight, in one alert however many they are", async () => {
    await deliver(sql, [
      { id: "e1", problem: { code: "missing-field", field: "id" } },
      { id: "e2", problem: { code: "invalid-field", field: "id" } },
    ]);
    await sql`update intake.pipeline_dlq set status = 'dead'`;
    expect(await alerts()).toEqual(["dead_letters critical stripe 2"]);
    await sql`update intake.pipeline_dlq set last_failed_at = now() - interval '15 days'`;
    expect(await alerts()).toEqual([]);
  });

  it("shows that nobody comes for the dead letters, and not that some wait for their time", async () => {
    const problem = { code: "missing-field", field: "id" };
    await deliver(sql, [
      { id: "e1", problem },
      { id: "e2", problem },
    ]);
    await sql`update intake.pipeline_dlq set next_attempt_at = now() + interval '5 hours'`;
    expect(await alerts()).toEqual([]);
    await sql`update intake.pipeline_dlq set next_attempt_at = now() - interval '16 minutes'`;
    expect(await alerts()).toEqual(["dead_letters_overdue critical stripe 2"]);
  });

  it("is for staff: a broker's member sees none, and nobody else may look", async () => {
    await refuse("webhook-stripe", { mismatch: 200 });
    await receive(300, "13 days", "7 hours");
    expect(await alerts()).toHaveLength(2);
    expect(await alertsOf(member)).toEqual([]);
    for (const role of ["anon", "service_role"] as const) {
      const read = asRole(
        sql,
        role,
        (transaction) => transaction`select from public.v_webhook_security_alerts`,
      );
      expect(await sqlstate(read)).toBe("42501");
    }
  });
});

describe("the hours of receipts", () => {
  const sum = () => sql`select intake.sum_receipt_hours()`;
  const hours = () =>
    sql`select provider, sum(count)::int as receipts from intake.receipt_hours group by provider order by provider`;

  it("are summed once they are over, each once, and change nothing of what alerts say", async () => {
    await receive(300, "13 days", "7 hours");
    await receive(60, "13 days", "3 hours", { provider: "paypal", status: "deferred" });
    await receive(20, "50 minutes", "1 minute", { provider: "paypal", status: "deferred" });
    await receive(400, "13 days", "2 hours", { provider: "paypal" });
    const unsummed = await alerts();
    expect(unsummed).toEqual(["failures_jump critical paypal 20", "provider_silent warning stripe 0"]);
    await sum();
    await sum();
    expect(await hours()).toEqual(
      await sql`
        select provider, count(*)::int as receipts from intake.webhook_events
        where received_at < (select max(hour) + interval '1 hour' from intake.receipt_hours)
        group by provider order by provider`,
    );
    expect(await alerts()).toEqual(unsummed);
    await sql`update intake.webhook_events set status = 'processed' where received_at > now() - interval '1 hour'`;
    expect(await alerts()).toEqual(["provider_silent warning stripe 0"]);
  });

  it("that aren't summed for a while are looked at as they are", async () => {
    await receive(100, "13 days", "2 days");
    await sum();
    await receive(200, "2 days", "5 minutes");
    expect(await alerts()).toEqual([]);
    await sql`delete from intake.webhook_events where received_at > now() - interval '2 days'`;
    expect(await alerts()).toEqual(["provider_silent warning stripe 0"]);
  });

  it("are forgotten after a fortnight", async () => {
    await receive(100, "13 days", "5 minutes");
    await sum();
    await sql`delete from intake.webhook_events`;
    await sql`update intake.receipt_hours set hour = hour - interval '20 days'`;
    await sum();
    expect(await hours()).toEqual([]);
  });

  it("spare the check of every five minutes a look at all receipts", async () => {
    await receive(30_000, "13 days", "5 minutes");
    await sum();
    await sql`select brin_summarize_new_values('intake.webhook_events_times')`;
    const [before, after] = await sql.begin(async (transaction) => {
      const read = async () => {
        const [row] = await transaction<{ receipts: number }[]>`
          select (seq_tup_read + idx_tup_fetch)::integer as receipts from pg_stat_xact_user_tables
          where relid = 'intake.webhook_events'::regclass`;
        return row?.receipts ?? 0;
      };
      return [
        await read(),
        await transaction`select public.refresh_security_alerts()`.then(() => read()),
      ] as const;
    });
    expect(after - before).toBeGreaterThan(0);
    expect(after - before).toBeLessThan(10_000);
  });
});

describe("a provider that can't be asked for what was missed", () => {
  const note = (error: string | null) =>
    asRole(
      sql,
      "service_role",
      (transaction) => transaction`
        select public.record_reconciliation('stripe', now() - interval '1 hour', null, null, ${error})`,
    );
  const failing = async (interval: string) =>
    sql`update intake.reconciliations set failing_since = now() - ${interval}::interval where provider = 'stripe'`;

  it("is shown from the first failed run on, more urgently the longer it lasts", async () => {
    await note(null);
    expect(await alerts()).toEqual([]);
    await note("HTTP_401");
    expect(await alerts()).toEqual(["reconcile_failing info stripe 1"]);
    await note("TIMEOUT");
    expect(await alerts()).toEqual(["reconcile_failing warning stripe 2"]);
    await failing("25 hours");
    await note("TIMEOUT");
    expect(await alerts()).toEqual(["reconcile_failing critical stripe 3"]);
    const [alert] = await alertsOf(staff);
    expect(Date.now() - (alert?.since.getTime() ?? 0)).toBeGreaterThan(24 * 3600_000);
  });

  it("is shown no more once it has answered, and anew when it fails again", async () => {
    await note("HTTP_401");
    await failing("25 hours");
    await note(null);
    expect(await alerts()).toEqual([]);
    await note("HTTP_401");
    expect(await alerts()).toEqual(["reconcile_failing info stripe 1"]);
  });
});

describe("security_alerts", () => {
  it("hands the same to whoever holds the secret key, the most severe first", async () => {
    await refuse("webhook-stripe", { "suspicious-content": 1, "limiter-fallback": 1, mismatch: 100 });
    const [row] = await asRole(
      sql,
      "service_role",
      (transaction) => transaction<{ alerts: readonly Alert[] }[]>`select public.security_alerts() as alerts`,
    );
    expect(row?.alerts.map(({ kind, severity }) => [kind, severity])).toEqual([
      ["invalid_signatures", "critical"],
      ["limiter_fallback", "warning"],
      ["suspicious_content", "info"],
    ]);
  });

  it.each(["anon", "authenticated"] as const)("is closed to %s", async (role) => {
    const call = asRole(sql, role, (transaction) => transaction`select public.security_alerts()`);
    expect(await sqlstate(call)).toBe("42501");
  });
});

describe("refusals", () => {
  it("are counted by function, reason and minute, however many there are", async () => {
    await refuse("webhook-stripe", { mismatch: 1000, expired: 1 });
    await refuse("webhook-stripe", { mismatch: 1000 });
    await sql`update intake.refusals set minute = date_trunc('minute', now())`;
    expect(await sql`select reason, count::integer from intake.refusals order by reason`).toEqual([
      { reason: "expired", count: 1 },
      { reason: "mismatch", count: 2000 },
    ]);
  });

  it.each<Readonly<Record<string, number>>>([{ "no slug!": 1 }, { mismatch: 0 }, { mismatch: -1 }])(
    "refuse what can't be a count: %j",
    async (counts) => {
      expect(await sqlstate(refuse("webhook-stripe", counts))).toBe("23514");
    },
  );
});
