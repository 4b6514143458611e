import { beforeEach, describe, expect, it } from "vitest";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { stagedLimits } from "../support/staged-limits.ts";

const { sql } = await testDatabase();
const { checkout, checkoutOn, cleanUp, forgetAll, limit, quota, grant, buckets, infoOf } = stagedLimits(sql);

beforeEach(async () => {
  await forgetAll();
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

  it("are exact when another engine decided: two that meet wait for each other", async () => {
    await limit("acme", 10, 1);
    await quota("acme", 2, null);
    await checkout("acme", { spendToken: false });
    const met = await interleave(
      sql,
      (first) => checkoutOn(first, "acme", { spendToken: false }),
      (second) => checkoutOn(second, "acme", { spendToken: false }),
    );
    expect(met).toMatchObject({
      waited: true,
      first: { allowed: true },
      second: { status: "fulfilled", value: { allowed: false, reason: "daily_quota" } },
    });
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

  it("deletes notes that nobody came for in two days", async () => {
    await sql`
      insert into intake.rate_limit_spendings (source, cost, spent_at)
      values ('acme', 1, now() - interval '3 days'), ('acme', 1, now() - interval '1 day')`;
    expect(await cleanUp()).toBe(1);
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
