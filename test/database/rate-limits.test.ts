import type postgres from "postgres";
import { beforeEach, describe, expect, it } from "vitest";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { asRole } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";

const { sql } = await testDatabase();

type Checkout = {
  readonly allowed: boolean;
  readonly reason: string | null;
  readonly limit: number;
  readonly remaining: number;
  readonly reset_seconds: number;
  readonly retry_after_seconds: number;
};
type Asked = { readonly cost?: number; readonly share?: number; readonly spendToken?: boolean };

beforeEach(async () => {
  await sql.unsafe(`
    delete from intake.rate_limit_buckets;
    delete from intake.rate_limit_grants;
    delete from intake.rate_limits where source not in ('*', 'kajabi', 'paypal', 'ticket-tailor');
    update intake.rate_limits set daily_quota = null, monthly_quota = null;`);
});

async function checkoutOn(
  connection: postgres.ISql,
  source: string,
  { cost = 1, share = 1, spendToken = true }: Asked = {},
): Promise<Checkout> {
  const [row] = await connection<{ answer: Checkout }[]>`
    select public.checkout_rate_limit(${source}, ${cost}, ${share}, ${spendToken}) as answer`;
  if (!row) throw new Error("the limiter answered nothing");
  return row.answer;
}

const checkout = (source: string, asked?: Asked) =>
  asRole(sql, "service_role", (transaction) => checkoutOn(transaction, source, asked));
const limit = (source: string, capacity: number, refill: number) => sql`
  insert into intake.rate_limits (source, capacity, refill_per_minute) values (${source}, ${capacity}, ${refill})
  on conflict (source) do update set capacity = excluded.capacity, refill_per_minute = excluded.refill_per_minute`;
const quota = (source: string, daily: number | null, monthly: number | null) => sql`
  update intake.rate_limits set daily_quota = ${daily}, monthly_quota = ${monthly} where source = ${source}`;
const grant = (source: string, capacity: number, ends: string) => sql`
  insert into intake.rate_limit_grants (source, extra_capacity, expires_at)
  values (${source}, ${capacity}, now() + ${ends}::interval)`;
/** Lets time pass for a source: as if its last delivery had been longer ago. */
const pass = (source: string, time: string) => sql`
  update intake.rate_limit_buckets set refilled_at = refilled_at - ${time}::interval where source = ${source}`;
const buckets = async () => await sql`select * from intake.rate_limit_buckets order by source`;
const cleanUp = async () =>
  (await asRole(sql, "service_role", (t) => t`select public.cleanup_stale_rate_limits() as deleted`))[0]
    ?.deleted as unknown;

async function infoOf(source: string): Promise<Readonly<Record<string, unknown>>> {
  const [row] = await asRole(
    sql,
    "service_role",
    (transaction) => transaction<{ info: Readonly<Record<string, unknown>> }[]>`
      select public.get_rate_limit_info(${source}) as info`,
  );
  return row?.info ?? {};
}

describe("the limit that holds for a source", () => {
  it.each([
    ["kajabi", 120, 60],
    ["paypal", 200, 120],
    ["ticket-tailor", 150, 90],
    ["stripe", 60, 60],
    ["paypal/eu", 200, 120],
  ])("is for %s %i at once and %i a minute", async (source, capacity, refill) => {
    expect(await infoOf(source)).toEqual({
      source,
      limit: capacity,
      refill_per_minute: refill,
      daily_quota: null,
      monthly_quota: null,
      remaining: capacity,
      reset_seconds: 0,
      retry_after_seconds: 0,
      day_count: 0,
      month_count: 0,
    });
  });

  it("is its own row's rather than its provider's, and its provider's rather than everybody's", async () => {
    await limit("x", 7, 7);
    await limit("x/eu", 5, 5);
    expect([await infoOf("x/eu"), await infoOf("x/us"), await infoOf("y")]).toMatchObject([
      { limit: 5 },
      { limit: 7 },
      { limit: 60 },
    ]);
  });
});

describe("a checkout", () => {
  it("takes tokens until there are none, then says when to come back", async () => {
    await limit("acme", 3, 6);
    const answers = [];
    for (let index = 0; index < 4; index++) answers.push(await checkout("acme"));
    expect(answers.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
    expect(answers[3]).toMatchObject({
      reason: "bucket",
      limit: 3,
      retry_after_seconds: 10,
      reset_seconds: 30,
    });
  });

  it("finds the tokens that time has brought, never more than the bucket holds", async () => {
    await limit("acme", 3, 6);
    await checkout("acme", { cost: 3 });
    await pass("acme", "11 seconds");
    expect(await checkout("acme")).toMatchObject({ allowed: true });
    expect(await checkout("acme")).toMatchObject({ allowed: false });
    await pass("acme", "1 day");
    expect(await checkout("acme")).toMatchObject({ allowed: true, remaining: 2 });
  });

  it("that is refused consumes nothing: no token, no quota, no time", async () => {
    await limit("acme", 3, 6);
    await quota("acme", 100, 100);
    await checkout("acme", { cost: 2 });
    const before = await buckets();
    for (let index = 0; index < 5; index++) {
      expect(await checkout("acme", { cost: 2 })).toMatchObject({ allowed: false, reason: "bucket" });
    }
    expect(await buckets()).toEqual(before);
    expect(await checkout("acme", { cost: 1 })).toMatchObject({ allowed: true });
  });

  it("is exact when two meet: the second waits, and there is one token less", async () => {
    await limit("acme", 1, 1);
    await checkout("acme");
    await pass("acme", "1 hour");
    const met = await interleave(
      sql,
      (first) => checkoutOn(first, "acme"),
      (second) => checkoutOn(second, "acme"),
    );
    expect(met).toMatchObject({
      waited: true,
      first: { allowed: true },
      second: { status: "fulfilled", value: { allowed: false } },
    });
  });

  it("is exact when two meet at a source that nobody has seen", async () => {
    await limit("acme", 1, 1);
    const met = await interleave(
      sql,
      (first) => checkoutOn(first, "acme"),
      (second) => checkoutOn(second, "acme"),
    );
    expect(met).toMatchObject({ waited: true, second: { status: "fulfilled", value: { allowed: false } } });
    expect(await buckets()).toMatchObject([{ day_count: "1" }]);
  });

  it("is exact in a crowd", async () => {
    await limit("acme", 20, 1);
    const answers = await Promise.all(Array.from({ length: 40 }, () => checkout("acme")));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(20);
  });

  it("of one source leaves the others alone", async () => {
    await limit("acme", 1, 1);
    await checkout("acme");
    expect(await checkout("acme/eu")).toMatchObject({ allowed: true });
    expect(await checkout("acme")).toMatchObject({ allowed: false });
  });

  it("of more than the bucket can ever hold is let through by a full one, which then owes it", async () => {
    await limit("acme", 10, 60);
    expect(await checkout("acme", { cost: 25 })).toMatchObject({
      allowed: true,
      remaining: 0,
      reset_seconds: 25,
    });
    expect(await checkout("acme")).toMatchObject({ allowed: false, retry_after_seconds: 16 });
    await pass("acme", "17 seconds");
    expect(await checkout("acme")).toMatchObject({ allowed: true });
  });

  it("keeps back what isn't to be shared under load, and lets one through a full bucket whatever the share", async () => {
    await limit("acme", 10, 6);
    const answers = [];
    for (let index = 0; index < 6; index++) answers.push(await checkout("acme", { share: 0.5 }));
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false]);
    expect(answers[5]).toMatchObject({ reason: "bucket", remaining: 5 });
    expect(await checkout("acme", { share: 1 })).toMatchObject({ allowed: true });
    await pass("acme", "1 hour");
    expect(await checkout("acme", { share: 0 })).toMatchObject({ allowed: true });
    expect(await checkout("acme", { share: 0 })).toMatchObject({ allowed: false });
  });

  it.each([0, -5])("refuses a cost of %i, which would be a gift", async (cost) => {
    expect(await sqlstate(checkout("acme", { cost }))).toBe("22023");
  });

  it("goes on from where the clock stepped back to, without a gift and without standing still", async () => {
    await limit("acme", 2, 60);
    await checkout("acme", { cost: 2 });
    await pass("acme", "-1 hour");
    expect(await checkout("acme")).toMatchObject({ allowed: false, retry_after_seconds: 1 });
    const [bucket] =
      await sql`select refilled_at <= clock_timestamp() as caught_up from intake.rate_limit_buckets`;
    expect(bucket?.caught_up).toBe(true);
    await pass("acme", "1.5 seconds");
    expect(await checkout("acme")).toMatchObject({ allowed: true });
    expect(await checkout("acme")).toMatchObject({ allowed: false });
  });
});

describe("changing a limit", () => {
  it("holds from the next checkout on and keeps what is in the bucket", async () => {
    await limit("acme", 10, 1);
    await checkout("acme", { cost: 8 });
    await limit("acme", 100, 1);
    expect(await infoOf("acme")).toMatchObject({ limit: 100, remaining: 2 });
    await limit("acme", 1, 1);
    expect(await checkout("acme")).toMatchObject({ allowed: true, limit: 1, remaining: 0 });
  });

  it("for a while is what a burst grant does: capacity until a time, for a provider or one endpoint of it", async () => {
    await limit("acme", 1, 60);
    await checkout("acme");
    await grant("acme", 4, "1 hour");
    await pass("acme", "1 minute");
    expect(await infoOf("acme")).toMatchObject({ limit: 5, remaining: 5 });
    await grant("acme/eu", 2, "1 hour");
    await grant("acme/eu", 100, "-1 second");
    expect(await infoOf("acme/eu")).toMatchObject({ limit: 7 });
    await sql`update intake.rate_limit_grants set expires_at = now() - interval '1 second'`;
    expect(await infoOf("acme")).toMatchObject({ limit: 1, remaining: 1 });
  });
});

describe("quotas", () => {
  it("of a day and of a month are told apart, and say when they are over", async () => {
    await limit("acme", 100, 100);
    await quota("acme", 2, 3);
    await checkout("acme", { cost: 2 });
    const refused = await checkout("acme");
    expect(refused).toMatchObject({ allowed: false, reason: "daily_quota" });
    expect(refused.retry_after_seconds).toBeGreaterThan(0);
    expect(refused.retry_after_seconds).toBeLessThanOrEqual(86_400);

    await sql`update intake.rate_limit_buckets set day = day - 1`;
    expect(await checkout("acme")).toMatchObject({ allowed: true });
    const monthly = await checkout("acme");
    expect(monthly).toMatchObject({ allowed: false, reason: "monthly_quota" });
    expect(monthly.retry_after_seconds).toBeLessThanOrEqual(31 * 86_400);

    await sql`update intake.rate_limit_buckets set day = day - 32, month = month - interval '1 month'`;
    expect(await checkout("acme", { cost: 2 })).toMatchObject({ allowed: true });
    expect(await infoOf("acme")).toMatchObject({
      day_count: 2,
      month_count: 2,
      daily_quota: 2,
      monthly_quota: 3,
    });
  });

  it("that refuse leave the bucket as it was", async () => {
    await limit("acme", 10, 1);
    await quota("acme", 1, null);
    await checkout("acme");
    for (let index = 0; index < 5; index++) await checkout("acme");
    expect(await infoOf("acme")).toMatchObject({ remaining: 9, day_count: 1 });
  });

  it("are kept when another engine keeps the bucket", async () => {
    await limit("acme", 1, 1);
    await quota("acme", 2, null);
    const spendToken = false;
    expect(await checkout("acme", { spendToken })).toMatchObject({ allowed: true, remaining: 1 });
    expect(await checkout("acme", { spendToken })).toMatchObject({ allowed: true, remaining: 1 });
    expect(await checkout("acme", { spendToken })).toMatchObject({ allowed: false, reason: "daily_quota" });
  });
});

describe("cleaning up", () => {
  it("forgets a bucket only when a new one would be the same", async () => {
    await limit("slow", 1000, 1);
    for (const source of ["full", "slow", "busy", "this-month"]) await checkout(source);
    await checkout("slow", { cost: 999 });
    await sql`
      update intake.rate_limit_buckets
      set refilled_at = now() - interval '3 days', month = date_trunc('month', now() - interval '40 days'), day = day - 40
      where source <> 'busy'`;
    await sql`update intake.rate_limit_buckets set refilled_at = now() - interval '10 hours' where source = 'slow'`;
    await sql`update intake.rate_limit_buckets set month = date_trunc('month', now()) where source = 'this-month'`;
    expect(await cleanUp()).toBe(1);
    expect((await buckets()).map(({ source }): unknown => source)).toEqual(["busy", "slow", "this-month"]);
  });

  it("keeps a bucket that refills so slowly that it isn't full after days", async () => {
    await limit("slow", 1_000_000, 1);
    await checkout("slow", { cost: 1_000_000 });
    await sql`
      update intake.rate_limit_buckets
      set refilled_at = now() - interval '60 days', month = date_trunc('month', now() - interval '60 days')`;
    expect(await cleanUp()).toBe(0);
  });

  it("deletes burst grants a month after they ended", async () => {
    await grant("acme", 1, "-40 days");
    await grant("acme", 1, "-20 days");
    expect(await cleanUp()).toBe(1);
  });
});

describe("v_rate_limit_status", () => {
  it("agrees with what get_rate_limit_info says of every source", async () => {
    await limit("acme", 10, 1);
    await grant("acme", 5, "1 hour");
    await quota("acme", 50, 500);
    await checkout("acme/eu", { cost: 3 });
    await checkout("stripe", { cost: 60 });
    await checkout("paypal");
    const rows = await sql`
      select source, capacity as limit, refill_per_minute, remaining::integer, daily_quota::integer,
        monthly_quota::integer, day_count::integer, month_count::integer
      from public.v_rate_limit_status order by source`;
    expect(rows).toHaveLength(3);
    for (const row of rows) {
      expect(await infoOf(String(row.source))).toMatchObject({ ...row, limit: Number(row.limit) });
    }
  });
});
