import postgres from "postgres";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { interleave } from "../support/database-races.ts";
import { testDatabase } from "../support/database.ts";
import { dispatch, jobRuns, postedRuns, prepareSchedule, scheduleOnly } from "../support/schedule.ts";

const { sql, adminUrl } = await testDatabase();
await prepareSchedule(sql);
// What is the platform's only a superuser can break.
const admin = postgres(adminUrl, { max: 1 });
afterAll(() => admin.end());

const at = (time: string) => `2026-11-23 ${time}Z`;

beforeEach(() => scheduleOnly(sql, "reconcile"));

/** The only run's row. */
async function run() {
  const [row] = await jobRuns(sql);
  if (!row) throw new Error("there is no run");
  return row;
}

async function claim(id: string): Promise<void> {
  await sql`
    update ops.job_runs set status = 'running', request_id = gen_random_uuid(), claimed_at = dispatched_at
    where id = ${id}`;
}

describe("a run that is due", () => {
  it("is posted to its function with the scheduler's token, the run and a limit of time", async () => {
    expect(await dispatch(sql, at("08:00"))).toBe(1);
    const { id } = await run();
    const [request] = await sql`
      select url, headers, convert_from(body, 'UTF8')::jsonb as body, timeout_milliseconds from net.http_request_queue`;
    expect(request).toEqual({
      url: "http://127.0.0.1:1/functions/v1/job-reconcile",
      headers: { "content-type": "application/json", "x-scheduler-token": "the-token" },
      body: { run: Number(id) },
      timeout_milliseconds: 150_000,
    });
    expect(await run()).toMatchObject({ status: "dispatched", attempts: 1, error: null });
  });

  it("is posted once, however often the schedule is looked at", async () => {
    for (const second of ["00", "10", "59"]) await dispatch(sql, at(`08:00:${second}`));
    expect(await postedRuns(sql)).toHaveLength(1);
  });

  it("is posted by one of two dispatchers that meet", async () => {
    const met = await interleave(
      sql,
      (first) => dispatch(first, at("08:00")),
      (second) => dispatch(second, at("08:00")),
    );
    expect(met).toMatchObject({ first: 1, second: { status: "fulfilled", value: 0 }, waited: true });
    expect(await postedRuns(sql)).toHaveLength(1);
  });

  it("is posted again by one of two dispatchers that meet, and neither waits", async () => {
    await dispatch(sql, at("08:00"));
    const met = await interleave(
      sql,
      (first) => dispatch(first, at("08:03")),
      (second) => dispatch(second, at("08:03")),
    );
    expect(met).toMatchObject({ first: 1, second: { status: "fulfilled", value: 0 }, waited: false });
    expect(await jobRuns(sql)).toMatchObject([{ attempts: 2 }]);
  });

  it("is not there for a job that is switched off", async () => {
    await sql`update ops.scheduled_jobs set enabled = false where true`;
    expect(await dispatch(sql, at("08:00"))).toBe(0);
    expect(await jobRuns(sql)).toEqual([]);
  });
});

describe("a run that can't be posted", () => {
  const breakages = [
    [
      "SCHEDULER_SECRETS_MISSING",
      "update vault.secrets set name = 'gone' where name = 'scheduler_token'",
      "update vault.secrets set name = 'scheduler_token' where name = 'gone'",
    ],
    [
      "PG_NET_MISSING",
      "alter function net.http_post rename to gone",
      "alter function net.gone rename to http_post",
    ],
    [
      "PG_NET_42P01",
      "alter table net.http_request_queue rename to gone",
      "alter table net.gone rename to http_request_queue",
    ],
  ] as const;

  it.each(breakages)(
    "for %s waits with that code, and is posted when that is mended",
    async (code, breakIt, mend) => {
      await admin.unsafe(breakIt);
      try {
        expect(await dispatch(sql, at("08:00"))).toBe(0);
        expect(await dispatch(sql, at("10:10"))).toBe(0);
        expect(await jobRuns(sql)).toMatchObject([
          { slot: "2026-11-23T08:00Z", status: "due", attempts: 0, error: code },
        ]);
      } finally {
        await admin.unsafe(mend);
      }
      expect(await dispatch(sql, at("10:11"))).toBe(1);
      expect(await jobRuns(sql)).toMatchObject([{ status: "dispatched", attempts: 1, error: null }]);
    },
  );

  it("is given up with its day, and the next day has its own", async () => {
    await scheduleOnly(sql, "refresh-contactable-leads");
    await admin`update vault.secrets set name = 'gone' where name = 'project_url'`;
    await dispatch(sql, at("14:00"));
    await dispatch(sql, "2026-11-24 07:59Z");
    expect(await jobRuns(sql)).toMatchObject([{ status: "due" }]);
    await admin`update vault.secrets set name = 'project_url' where name = 'gone'`;
    await dispatch(sql, "2026-11-24 14:00Z");
    expect(await jobRuns(sql)).toMatchObject([
      { slot: "2026-11-23", status: "abandoned", error: "SCHEDULER_SECRETS_MISSING" },
      { slot: "2026-11-24", status: "dispatched" },
    ]);
  });
});

describe("one job that fails", () => {
  it("holds up no other", async () => {
    await sql`delete from ops.scheduled_jobs where true`;
    await sql`insert into ops.scheduled_jobs (name, every_minutes) values ('dlq-retry', 1), ('one', 1), ('other', 5)`;
    await sql.unsafe(`
      create function ops.refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
      create trigger refuse before insert on ops.job_runs for each row when (new.job = 'dlq-retry') execute function ops.refuse()`);
    expect(await dispatch(sql, at("08:00"))).toBe(2);
    await sql`drop trigger refuse on ops.job_runs`;
    expect(await dispatch(sql, at("08:00"))).toBe(1);
  });
});

describe("the watchdog", () => {
  it("waits for a run until its deadline, and has one that is silent sent again, as the same run", async () => {
    await dispatch(sql, at("08:00"));
    expect(await dispatch(sql, at("08:02:59"))).toBe(0);
    expect(await dispatch(sql, at("08:03"))).toBe(1);
    const { id } = await run();
    expect(await postedRuns(sql)).toEqual([id, id]);
  });

  it("has one sent again that was taken up and never completed, also past the next interval", async () => {
    await dispatch(sql, at("08:58"));
    await claim((await run()).id);
    expect(await dispatch(sql, at("09:00"))).toBe(0);
    expect(await dispatch(sql, at("09:01"))).toBe(1);
    expect(await jobRuns(sql)).toMatchObject([
      { slot: "2026-11-23T08:00Z", status: "dispatched", attempts: 2 },
    ]);
  });

  it("gives one up that was sent often enough, and goes on with the next", async () => {
    await dispatch(sql, at("08:00"));
    for (const time of ["08:03", "08:06"]) await dispatch(sql, at(time));
    await dispatch(sql, at("08:09"));
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed", attempts: 3, error: "NOT_CLAIMED" }]);
    expect(await dispatch(sql, at("09:00"))).toBe(1);
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed" }, { status: "dispatched", attempts: 1 }]);
  });

  it.each([
    ["HTTP_401", { status_code: 401, timed_out: false, error_msg: null }],
    ["TIMED_OUT", { status_code: null, timed_out: true, error_msg: "Timeout was reached" }],
    ["NETWORK", { status_code: null, timed_out: false, error_msg: "Couldn't connect to server" }],
    ["NOT_CLAIMED", { status_code: 200, timed_out: false, error_msg: null }],
  ])("says what the function answered: %s", async (code, answer) => {
    await sql`update ops.scheduled_jobs set most_attempts = 1 where true`;
    await dispatch(sql, at("08:00"));
    await sql`
      insert into net._http_response ${sql(answer)}`;
    await sql`update net._http_response set id = (select max(id) from net.http_request_queue) where id is null`;
    await dispatch(sql, at("08:03"));
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed", error: code }]);
  });

  it("says of one that was taken up that it was not completed", async () => {
    await sql`update ops.scheduled_jobs set most_attempts = 1 where true`;
    await dispatch(sql, at("08:00"));
    await claim((await run()).id);
    await dispatch(sql, at("08:03"));
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed", error: "NOT_COMPLETED" }]);
  });

  it("doesn't send a Friday's run on a Saturday", async () => {
    await scheduleOnly(sql, "campaign-feeder", { local_time: "23:50" });
    await dispatch(sql, "2026-11-21 07:50Z");
    expect(await jobRuns(sql)).toMatchObject([{ slot: "2026-11-20", status: "dispatched" }]);
    expect(await dispatch(sql, "2026-11-21 08:06Z")).toBe(0);
    expect(await jobRuns(sql)).toMatchObject([{ slot: "2026-11-20", status: "failed" }]);
  });
});

describe("a run that says it failed", () => {
  const fail = async (time: string) => {
    await sql`
      update ops.job_runs
      set status = 'failed', completed_at = ${at(time)}::timestamptz, error = 'TIMEOUT', request_id = gen_random_uuid()
      where true`;
  };

  it("of a daily job is sent again after a while, and in the end not any more", async () => {
    await scheduleOnly(sql, "refresh-contactable-leads");
    await dispatch(sql, at("13:30"));
    await fail("13:31");
    expect(await dispatch(sql, at("13:35"))).toBe(0);
    expect(await dispatch(sql, at("13:36"))).toBe(1);
    await fail("13:37");
    expect(await dispatch(sql, at("13:46"))).toBe(0);
    expect(await dispatch(sql, at("13:47"))).toBe(1);
    await fail("13:48");
    expect(await dispatch(sql, at("20:00"))).toBe(0);
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed", attempts: 3, error: "TIMEOUT" }]);
  });

  it("of a job at intervals has its next one", async () => {
    await dispatch(sql, at("08:00"));
    await fail("08:01");
    expect(await dispatch(sql, at("08:59"))).toBe(0);
    expect(await dispatch(sql, at("09:00"))).toBe(1);
    expect(await jobRuns(sql)).toMatchObject([{ status: "failed", attempts: 1 }, { status: "dispatched" }]);
  });
});
