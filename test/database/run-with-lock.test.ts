import type postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";

const { sql } = await testDatabase();

beforeAll(() =>
  sql.unsafe(`
    create table ops.worked (name text);
    create function ops."Odd name"() returns void language sql as $$ insert into ops.worked values ('odd') $$;
    create function ops.work() returns integer language sql as $$ insert into ops.worked values ('work') returning 1 $$;
    create function ops.work(name text) returns void language sql as $$ insert into ops.worked values (name) $$;
    create function ops.fail() returns void language plpgsql as $$ begin raise division_by_zero; end $$`),
);

const under = async (connection: postgres.ISql, lock: string, work: string) =>
  (
    await connection<
      { ran: boolean }[]
    >`select ops.run_with_lock(${lock}, ${work}::text::regprocedure) as ran`
  )[0]?.ran;
const worked = async () =>
  (await sql`delete from ops.worked where true returning name`).map(({ name }): unknown => name);

describe("work under a lock", () => {
  it("is done, whatever the function is called", async () => {
    expect(await under(sql, "a", "ops.work()")).toBe(true);
    expect(await under(sql, "a", 'ops."Odd name"()')).toBe(true);
    expect(await worked()).toEqual(["work", "odd"]);
  });

  it("is not done while somebody else holds the lock, and nobody waits", async () => {
    const met = await interleave(
      sql,
      (first) => under(first, "a", "ops.work()"),
      (second) => under(second, "a", "ops.work()"),
    );
    expect(met).toEqual({ first: true, second: { status: "fulfilled", value: false }, waited: false });
    expect(await worked()).toEqual(["work"]);
  });

  it("is done beside work under another lock", async () => {
    const met = await interleave(
      sql,
      (first) => under(first, "a", "ops.work()"),
      (second) => under(second, "b", "ops.work()"),
    );
    expect(met).toMatchObject({ first: true, second: { status: "fulfilled", value: true } });
    await worked();
  });

  it("gives the lock back when it fails", async () => {
    expect(await sqlstate(under(sql, "a", "ops.fail()"))).toBe("22012");
    expect(await under(sql, "a", "ops.work()")).toBe(true);
  });

  it.each([
    ["takes arguments", "a", "ops.work(text)"],
    ["is no function", "a", "0"],
  ])("is refused when it %s", async (_, lock, work) => {
    expect(await sqlstate(under(sql, lock, work))).toBe("22023");
  });
});
