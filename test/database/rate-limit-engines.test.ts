import { beforeEach, describe, expect, it } from "vitest";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { stagedLimits, type StagedCheckout } from "../support/staged-limits.ts";

const { sql } = await testDatabase();
const { checkout, checkoutOn, forgetAll, limit, pass, buckets, infoOf } = stagedLimits(sql);

const byRedis = { spendToken: false };
const notes = async () => await sql`select source, cost from intake.rate_limit_spendings`;

beforeEach(async () => {
  await forgetAll();
});

describe("a delivery that another engine let through", () => {
  it("is taken off the bucket here, so that a fallback finds no second burst", async () => {
    await limit("acme", 5, 1);
    for (let index = 0; index < 5; index++) await checkout("acme", byRedis);
    expect(await checkout("acme")).toMatchObject({ allowed: false, reason: "bucket" });
  });

  it("is refused where the bucket here is used up: an engine that comes back full brings no second burst", async () => {
    await limit("acme", 5, 1);
    for (let index = 0; index < 5; index++) await checkout("acme");
    expect(await checkout("acme", byRedis)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await checkout("acme", byRedis)).toMatchObject({ allowed: false, reason: "bucket" });
  });

  it("may leave a hundredth of the capacity owing, which is to be earned back before the bucket decides for itself", async () => {
    await limit("acme", 300, 60);
    await checkout("acme", { cost: 300 });
    const answers: StagedCheckout[] = [];
    for (let index = 0; index < 4; index++) answers.push(await checkout("acme", byRedis));
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
    await pass("acme", "3 seconds");
    expect(await checkout("acme")).toMatchObject({ allowed: false });
    await pass("acme", "1 second");
    expect(await checkout("acme")).toMatchObject({ allowed: true });
  });

  it("waits for nobody: it leaves a note, which the next one takes off", async () => {
    await limit("acme", 5, 1);
    await checkout("acme", byRedis);
    const met = await interleave(
      sql,
      (first) => checkoutOn(first, "acme"),
      (second) => checkoutOn(second, "acme", byRedis),
    );
    expect(met).toMatchObject({ waited: false, second: { status: "fulfilled", value: { allowed: true } } });
    expect(await notes()).toEqual([{ source: "acme", cost: 1 }]);
    expect(await checkout("acme")).toMatchObject({ allowed: true, remaining: 1 });
    expect(await notes()).toEqual([]);
    expect(await buckets()).toMatchObject([{ day_count: "4", month_count: "4" }]);
  });

  it("finds in the notes of others that the bucket is used up, and takes them off when it refuses", async () => {
    await limit("acme", 3, 1);
    await checkout("acme");
    await sql`insert into intake.rate_limit_spendings (source, cost) values ('acme', 2), ('acme', 1), ('other', 1)`;
    const met = await interleave(
      sql,
      (first) => first`select from intake.rate_limit_buckets for update`,
      (second) => checkoutOn(second, "acme", byRedis),
    );
    expect(met).toMatchObject({
      waited: false,
      second: { status: "fulfilled", value: { allowed: false, reason: "bucket" } },
    });
    expect(await checkout("acme")).toMatchObject({ allowed: false });
    expect(await notes()).toEqual([{ source: "other", cost: 1 }]);
    expect(await checkout("acme")).toMatchObject({ allowed: false });
    expect(await infoOf("acme")).toMatchObject({ day_count: 4 });
  });

  it("waits only for the first delivery of its source ever, of which nothing can be read yet", async () => {
    const met = await interleave(
      sql,
      (first) => checkoutOn(first, "acme", byRedis),
      (second) => checkoutOn(second, "acme", byRedis),
    );
    expect(met).toMatchObject({ waited: true, second: { status: "fulfilled", value: { allowed: true } } });
    expect(await buckets()).toMatchObject([{ day_count: "2" }]);
  });

  it("is counted once in a crowd, whoever decided", async () => {
    await limit("acme", 40, 1);
    await checkout("acme");
    const answers = await Promise.all(
      Array.from({ length: 39 }, (_, index) => checkout("acme", { spendToken: index % 2 === 0 })),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(39);
    expect(await checkout("acme")).toMatchObject({ allowed: false, remaining: 0 });
    expect(await buckets()).toMatchObject([{ day_count: "40" }]);
  });
});
