import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Stack, startStack } from "../../../cli/stack/stack.ts";

const home = await Deno.makeTempDir({ prefix: "sluice-test-" });
const printed: string[] = [];
let stack: Stack;
let sql: postgres.Sql;

beforeAll(async () => {
  const print = (line: string) => void printed.push(line);
  stack = await startStack({ home, port: 0, dbPort: 0, env: {}, durable: false, redis: false, print });
  sql = postgres(stack.databaseUrl, { max: 2 });
  // One job, so that this is about the schedule and not about what there is to do.
  await sql`update ops.scheduled_jobs set enabled = name = 'dlq-retry' where true`;
});
afterAll(async () => {
  await sql.end();
  await stack.stop();
  await Deno.remove(home, { recursive: true });
});

const runs = () => sql`
  select slot, status, attempts, counts, error from ops.job_runs where job = 'dlq-retry' order by id`;
const within = (timeout: number, expected: () => Promise<void>) =>
  vi.waitFor(expected, { timeout, interval: 200 });

describe("the schedule of a local project", () => {
  test("runs a job at the minute: from cron, by way of the network, to its own word that it is done", async () => {
    await within(90_000, async () => {
      expect(await runs()).toMatchObject([
        { status: "completed", attempts: 1, counts: { claimed: 0 }, error: null },
      ]);
    });
    const [history] = await sql`select status, return_message from cron.job_run_details`;
    expect(history).toEqual({ status: "succeeded", return_message: "1 row" });
    const [answer] =
      await sql`select status_code, content::jsonb ->> 'status' as status from net._http_response`;
    expect(answer).toEqual({ status_code: 200, status: "completed" });
  }, 100_000);

  test("has a run sent again whose function was killed, and completed once", async () => {
    await sql`update ops.scheduled_jobs set enabled = false where true`;
    await sql`delete from ops.job_runs where true`;
    // Whoever claims letters waits for this one, with the run in its hands.
    const holder = await sql.reserve();
    await holder`begin`;
    await holder`lock table intake.pipeline_dlq in access exclusive mode`;
    await sql`update ops.scheduled_jobs set enabled = name = 'dlq-retry' where true`;
    await sql`select ops.dispatch_due_jobs()`;
    await within(30_000, async () =>
      expect(await runs()).toMatchObject([{ status: "running", attempts: 1 }]),
    );
    await (await stack.functionProcess("job-dlq-retry"))?.kill();
    await holder`rollback`;
    holder.release();

    await sql`update ops.job_runs set deadline_at = now() where status = 'running'`;
    await sql`select ops.dispatch_due_jobs()`;
    await within(30_000, async () => {
      expect(await runs()).toMatchObject([{ status: "completed", attempts: 2, error: null }]);
    });
  }, 90_000);

  test("says of a function that isn't there what it was answered", async () => {
    await sql`update ops.scheduled_jobs set enabled = false where true`;
    await sql`insert into ops.scheduled_jobs (name, every_minutes, most_attempts) values ('nowhere', 1, 1)`;
    await sql`select ops.dispatch_due_jobs()`;
    const failed = () =>
      sql`select status, error from ops.job_runs where job = 'nowhere' order by id limit 1`;
    await within(20_000, async () => {
      expect(await sql`select from net._http_response where status_code = 404`).toHaveLength(1);
    });
    await sql`update ops.job_runs set deadline_at = now() where job = 'nowhere'`;
    await sql`select ops.dispatch_due_jobs()`;
    expect(await failed()).toEqual([{ status: "failed", error: "HTTP_404" }]);
    await sql`update ops.scheduled_jobs set enabled = false where true`;
  });

  test("posts to this machine only", async () => {
    await sql`select net.http_post('http://example.com/', '{}', '{}', '{}', 1000)`;
    await within(10_000, async () => {
      expect(await sql`select error_msg from net._http_response where status_code is null`).toEqual([
        { error_msg: "the local stack posts to this machine only" },
      ]);
    });
  });
});
