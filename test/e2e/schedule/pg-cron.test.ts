import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bootstrap } from "../../../cli/stack/bootstrap.ts";
import { migrate } from "../../../cli/stack/migrate.ts";
import type { RunningPostgres } from "../../../cli/stack/postgres-server.ts";
import { pgCronPrograms, startPgCronServer } from "../../support/pg-cron-server.ts";

const programs = pgCronPrograms();
if (!programs) {
  const warning =
    "!!! NOT TESTED: the real pg_cron. It isn't in .pg-cron/, where .ci/pg-cron.sh puts it if there is apt. !!!\n";
  Deno.stderr.writeSync(new TextEncoder().encode(warning));
}

// As a hosted project grants pg_cron to postgres, who there may also enable it.
const asHosted = `
  drop schema cron cascade;
  create extension pg_cron with schema pg_catalog;
  grant usage on schema cron to postgres with grant option;
  grant execute on all functions in schema cron to postgres with grant option;
  grant select on cron.job to postgres with grant option;
  grant all on cron.job_run_details to postgres with grant option;`;

describe.skipIf(!programs)("with the real pg_cron", () => {
  let server: RunningPostgres;
  let sql: postgres.Sql;

  beforeAll(async () => {
    if (!programs) return;
    server = await startPgCronServer(programs);
    await bootstrap(server.adminUrl);
    const admin = postgres(server.adminUrl, { max: 1, onnotice: () => undefined });
    await admin.unsafe(asHosted);
    await admin.end();
    await migrate(server.url);
    sql = postgres(server.url, { max: 2 });
    await sql`
      select vault.create_secret('http://127.0.0.1:1', 'project_url'), vault.create_secret('a-token', 'scheduler_token')`;
  });
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  test("the migrations make one entry, and making it again is making it once", async () => {
    const entries = () => sql`select jobname, schedule, command, username, active from cron.job`;
    const entry = {
      jobname: "sluice-dispatch-due-jobs",
      schedule: "* * * * *",
      command: "select ops.dispatch_due_jobs()",
      username: "postgres",
      active: true,
    };
    expect(await entries()).toEqual([entry]);
    await sql`select cron.schedule(${entry.jobname}, ${entry.schedule}, ${entry.command})`;
    expect(await entries()).toEqual([entry]);
  });

  test("the entry sends what is due, within the minute and a little", async () => {
    await vi.waitFor(
      async () => {
        expect(await sql`select from cron.job_run_details where status = 'succeeded'`).not.toHaveLength(0);
      },
      { timeout: 90_000, interval: 500 },
    );
    const [sent] = await sql`
      select count(*)::integer as runs, (select count(*)::integer from net.http_request_queue) as requests
      from ops.job_runs where status = 'dispatched' and attempts = 1 and dispatched_at > now() - interval '90 seconds'`;
    expect(sent?.runs).toBeGreaterThanOrEqual(5);
    expect(sent?.requests).toBe(sent?.runs);
  }, 100_000);

  test("its history can be cleaned up", async () => {
    await sql`update cron.job_run_details set end_time = now() - interval '15 days', start_time = now() - interval '15 days' where true`;
    const [cleaned] = await sql<
      { removed: number }[]
    >`select public.cleanup_old_cron_history(100) as removed`;
    expect(cleaned?.removed).toBeGreaterThanOrEqual(1);
  });
});
