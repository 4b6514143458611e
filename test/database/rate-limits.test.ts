import { beforeEach, describe, expect, it } from "vitest";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { stagedLimits } from "../support/staged-limits.ts";

const { sql } = await testDatabase();
const { checkout, checkoutOn, forgetAll, limit, grant, pass, buckets, infoOf } = stagedLimits(sql);

beforeEach(async () => {
  await forgetAll();
});

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

  it("is 60 at once and 60 a minute when nothing says, and a delivery is still taken", async () => {
    const undo = new Error("undo");
    const staged = sql.begin(async (transaction) => {
      await transaction`delete from intake.rate_limits where source = '*'`;
      expect(await checkoutOn(transaction, "stripe")).toMatchObject({
        allowed: true,
        limit: 60,
        remaining: 59,
      });
      expect(
        await transaction`select capacity, refill_per_minute, remaining::integer from public.v_rate_limit_status`,
      ).toEqual([{ capacity: "60", refill_per_minute: 60, remaining: 59 }]);
      throw undo;
    });
    await expect(staged).rejects.toBe(undo);
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
    await sql`update intake.rate_limits set daily_quota = 100, monthly_quota = 100 where source = 'acme'`;
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
