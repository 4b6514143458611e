import type postgres from "postgres";
import { beforeEach, describe, expect, it } from "vitest";
import { sqlstate } from "../support/database-errors.ts";
import { interleave } from "../support/database-races.ts";
import { asPerson } from "../support/database-roles.ts";
import { testDatabase } from "../support/database.ts";
import { jobRuns, prepareSchedule, scheduleOnly } from "../support/schedule.ts";
import { sqlRpc } from "../support/sql-rpc.ts";

const { sql } = await testDatabase();
await prepareSchedule(sql);
const rpc = sqlRpc(sql);
const superseded = { status: "superseded" };

beforeEach(() => scheduleOnly(sql, "reconcile"));

/** Has a run sent; its id. */
async function sent(): Promise<number> {
  await sql`select ops.dispatch_due_jobs()`;
  const [row] = await jobRuns(sql);
  return Number(row?.id);
}

const claim = (run: number | null, request: string, job = "reconcile") =>
  rpc("claim_job_run", { job, run, request });

const claimOn = async (connection: postgres.ISql, run: number | null) =>
  (
    await connection<{ claimed: unknown }[]>`
      select public.claim_job_run('reconcile', ${run}, gen_random_uuid()) as claimed`
  )[0]?.claimed;

const complete = (run: number, request: string, end: object) =>
  rpc("complete_job_run", { run, request, ...end });

const overdue = () => sql`update ops.job_runs set deadline_at = now() - interval '1 second' where true`;

const id = () => crypto.randomUUID();

describe("a run that was sent", () => {
  it("is taken up once, and completed with what it did and how long it took", async () => {
    const run = await sent();
    const request = id();
    expect(await claim(run, request)).toEqual({ status: "claimed", run });
    expect(await claim(run, id())).toEqual(superseded);
    expect(await complete(run, request, { counts: { swept: 3 } })).toEqual({ status: "completed" });
    expect(await claim(run, id())).toEqual(superseded);
    const [row] = await sql`select status, counts, error, milliseconds, request_id from ops.job_runs`;
    expect(row).toMatchObject({
      status: "completed",
      counts: { swept: 3 },
      error: null,
      request_id: request,
    });
    expect(row?.milliseconds).toBeGreaterThanOrEqual(0);
  });

  it("is taken up by one of two that come at once", async () => {
    const run = await sent();
    const met = await interleave(
      sql,
      (first) => claimOn(first, run),
      (second) => claimOn(second, run),
    );
    expect(met).toMatchObject({
      first: { status: "claimed", run },
      second: { status: "fulfilled", value: superseded },
      waited: true,
    });
  });

  it("is not another job's to take up, nor is one that was never sent", async () => {
    const run = await sent();
    expect(await sqlstate(claim(run, id(), "dlq-retry"))).toBe("P0002");
    expect(await claim(run + 1, id())).toEqual(superseded);
  });

  it("fails with a code, and with nothing else", async () => {
    const run = await sent();
    const request = id();
    await claim(run, request);
    const told = complete(run, request, { error: "jane@example.com could not be reached" });
    expect(await sqlstate(told)).toBe("23514");
    expect(await complete(run, request, { error: "HTTP_401" })).toEqual({ status: "failed" });
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed", error: "HTTP_401" }]);
  });

  it("is ended once, and told the same again when the answer was lost", async () => {
    const run = await sent();
    const request = id();
    await claim(run, request);
    await complete(run, request, { counts: { swept: 1 } });
    expect(await complete(run, request, { counts: { swept: 2 } })).toEqual({ status: "completed" });
    expect(await complete(run, request, { error: "LATE" })).toEqual({ status: "completed" });
    expect(await sql`select counts, error from ops.job_runs`).toEqual([
      { counts: { swept: 1 }, error: null },
    ]);
  });

  it("is given to somebody else when its deadline is over, and only they complete it", async () => {
    const run = await sent();
    const [dead, next] = [id(), id()];
    await claim(run, dead);
    await overdue();
    expect(await claim(run, next)).toEqual({ status: "claimed", run });
    expect(await complete(run, dead, { counts: {} })).toEqual(superseded);
    expect(await complete(run, next, { counts: { swept: 1 } })).toEqual({ status: "completed" });
  });

  it("is not completed by one that was taken for dead while it is sent again", async () => {
    const run = await sent();
    const slow = id();
    await claim(run, slow);
    await overdue();
    await sql`select ops.dispatch_due_jobs()`;
    expect(await complete(run, slow, { counts: {} })).toEqual(superseded);
    expect(await jobRuns(sql)).toMatchObject([{ status: "dispatched", attempts: 2 }]);
  });
});

describe("a call by hand", () => {
  it("has a run of its own, and leaves the schedule as it is", async () => {
    const request = id();
    expect(await claim(null, request)).toMatchObject({ status: "claimed" });
    const [row] = await jobRuns(sql);
    expect(row).toMatchObject({ slot: `by hand ${request}`, status: "running", attempts: 0 });
    expect(await complete(Number(row?.id), request, { counts: {} })).toEqual({ status: "completed" });
    await sent();
    expect((await jobRuns(sql)).map(({ status }) => status).sort()).toEqual(["completed", "dispatched"]);
  });

  it("takes the run that waits to be taken up, and who was sent for it finds it taken", async () => {
    const run = await sent();
    expect(await claim(null, id())).toEqual({ status: "claimed", run });
    expect(await claim(run, id())).toEqual(superseded);
  });

  it("is not one of two that work at once", async () => {
    await claim(null, id());
    expect(await claim(null, id())).toEqual(superseded);
    await overdue();
    expect(await claim(null, id())).toMatchObject({ status: "claimed" });
  });

  it("is not one of two that come at once", async () => {
    const met = await interleave(
      sql,
      (first) => claimOn(first, null),
      (second) => claimOn(second, null),
    );
    expect(met).toMatchObject({
      first: { status: "claimed" },
      second: { status: "fulfilled", value: superseded },
      waited: true,
    });
  });

  it("keeps the schedule waiting while it works, and is not sent again when it dies", async () => {
    await claim(null, id());
    await sql`select ops.dispatch_due_jobs()`;
    expect(await jobRuns(sql)).toHaveLength(1);
    await overdue();
    await sql`select ops.dispatch_due_jobs()`;
    const runs = await jobRuns(sql);
    expect(runs.map(({ status, error }) => [status, error]).sort()).toEqual([
      ["dispatched", null],
      ["failed", "NOT_COMPLETED"],
    ]);
  });

  it("runs a job that is switched off", async () => {
    await sql`update ops.scheduled_jobs set enabled = false where true`;
    expect(await claim(null, id())).toMatchObject({ status: "claimed" });
  });
});

describe("what was run", () => {
  it("is for staff to read, and for nobody else", async () => {
    await sent();
    const [staff, broker] = [id(), id()];
    await sql`insert into public.members (user_id, role) values (${staff}, 'staff')`;
    const seen = (person: string) =>
      asPerson(sql, person, async (transaction) => [
        (await transaction`select job, status from public.v_job_runs`).length,
        (await transaction`select name from public.v_scheduled_jobs`).length,
      ]);
    expect(await seen(staff)).toEqual([1, 1]);
    expect(await seen(broker)).toEqual([0, 0]);
  });

  it("is told of each job by the run that ended last", async () => {
    const run = await sent();
    const request = id();
    await claim(run, request);
    await complete(run, request, { error: "HTTP_500" });
    const [row] = await sql`select last_status, last_error from public.v_scheduled_jobs`;
    expect(row).toEqual({ last_status: "failed", last_error: "HTTP_500" });
  });
});
