import { describe, expect, test } from "vitest";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { asPerson, asRole } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";

const { sql } = await testDatabase("bare");
await sql`create table public.notes (id text primary key)`;

describe("a local project, like a hosted one", () => {
  test("is owned by a postgres who is not a superuser", async () => {
    const [owner] = await sql`
      select rolname, rolsuper, rolbypassrls from pg_database join pg_roles on pg_roles.oid = datdba
      where datname = current_database()`;
    expect(owner).toEqual({ rolname: "postgres", rolsuper: false, rolbypassrls: true });
    expect(await sqlstate(sql`alter system set work_mem = '64MB'`)).toBe("42501");
  });

  test("lets its postgres use auth and cron, and alter or write neither behind their backs", async () => {
    expect(await sqlstate(sql`alter table auth.users add column note text`)).toBe("42501");
    expect(await sqlstate(sql`insert into cron.job (schedule, command, username) values ('', '', '')`)).toBe(
      "42501",
    );
    await sql`select cron.schedule('nightly', '0 3 * * *', 'select 1')`;
    await sql`select cron.schedule('nightly', '0 4 * * *', 'select 1')`;
    expect(await sql`select jobname, schedule, username from cron.job`).toEqual([
      { jobname: "nightly", schedule: "0 4 * * *", username: "postgres" },
    ]);
    expect(await sql`select cron.unschedule('nightly') as gone`).toEqual([{ gone: true }]);
  });

  test("grants the API roles nothing on a new table", async () => {
    for (const role of ["anon", "authenticated", "service_role"] as const) {
      expect(await sqlstate(asRole(sql, role, (transaction) => transaction`table public.notes`))).toBe(
        "42501",
      );
    }
  });

  test("tells policies who is asking", async () => {
    const person = crypto.randomUUID();
    const [caller] = await asPerson(
      sql,
      person,
      (transaction) => transaction`
      select auth.uid() as id, auth.role() as role, current_user as database_role`,
    );
    expect(caller).toEqual({ id: person, role: "authenticated", database_role: "authenticated" });
    expect(await sql`select auth.uid() as id`).toEqual([{ id: null }]);
  });

  test("keeps secrets for postgres and service_role, and from people", async () => {
    await sql`select vault.create_secret('hush', 'token')`;
    expect(await sql`select decrypted_secret from vault.decrypted_secrets`).toEqual([
      { decrypted_secret: "hush" },
    ]);
    const read = asRole(sql, "authenticated", (transaction) => transaction`table vault.decrypted_secrets`);
    expect(await sqlstate(read)).toBe("42501");
  });
});

describe("interleaved transactions", () => {
  test("meet while the first is open", async () => {
    const insert = "insert into public.notes values ('same') on conflict do nothing returning id";
    const { first, second, waited } = await interleave(
      sql,
      (transaction) => transaction.unsafe(insert),
      (transaction) => transaction.unsafe(insert),
    );
    expect(waited).toBe(true);
    expect(first).toEqual([{ id: "same" }]);
    expect(second).toMatchObject({ status: "fulfilled", value: [] });
  });

  test("are told when they did not wait for each other, and when the second failed", async () => {
    const { second, waited } = await interleave(
      sql,
      (transaction) => transaction`insert into public.notes values ('one')`,
      (transaction) => transaction`insert into public.notes values (null)`,
    );
    expect(waited).toBe(false);
    expect(second).toMatchObject({ status: "rejected", reason: { code: "23502" } });
  });
});
