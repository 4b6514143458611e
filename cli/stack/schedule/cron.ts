import postgres from "postgres";
import type { Print } from "../output.ts";

type CronJob = {
  readonly jobid: string;
  readonly jobname: string | null;
  readonly schedule: string;
  readonly command: string;
  readonly database: string;
  readonly username: string;
};

const everyMinute = "* * * * *";
const minute = 60_000;

/** What stands in for pg_cron while it runs. */
export type Cron = { readonly stop: () => Promise<void> };

/**
 * Stands in for pg_cron: runs the entries of cron.job whose schedule is every minute, at the minute, and keeps their history. Others it
 * does not run, and says so once each. A minute in which the database is away passes.
 */
export function startCron(url: string, print: Print): Cron {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const told = new Set<string>();
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticking = Promise.resolve();

  function tell(line: string): void {
    if (!told.has(line)) print(line);
    told.add(line);
  }

  async function tick(): Promise<void> {
    try {
      const jobs = await sql<CronJob[]>`
        select jobid, jobname, schedule, command, database, username from cron.job where active order by jobid`;
      for (const job of jobs) {
        if (job.schedule === everyMinute) await runCronJob(sql, job);
        else {
          tell(`cron | ${job.jobname ?? job.jobid} is not run: the local stack knows "${everyMinute}" only`);
        }
      }
    } catch (error) {
      if (!ended.signal.aborted) tell(`cron | ${error instanceof Error ? error.message : "failed"}`);
    }
  }

  function waitForMinute(): void {
    timer = setTimeout(
      () => {
        ticking = tick().then(() => {
          if (!ended.signal.aborted) waitForMinute();
        });
      },
      minute - (Date.now() % minute),
    );
  }

  waitForMinute();
  return {
    async stop() {
      ended.abort();
      clearTimeout(timer);
      await sql.end({ timeout: 1 });
      await ticking;
    },
  };
}

async function runCronJob(sql: postgres.Sql, { jobid, command, database, username }: CronJob): Promise<void> {
  const start = new Date();
  let outcome: { readonly status: string; readonly message: string };
  try {
    const rows = await sql.unsafe(command);
    outcome = { status: "succeeded", message: `${rows.count} ${rows.count === 1 ? "row" : "rows"}` };
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    outcome = { status: "failed", message: error.message };
  }
  await sql`
    insert into cron.job_run_details (jobid, database, username, command, status, return_message, start_time, end_time)
    values (${jobid}, ${database}, ${username}, ${command}, ${outcome.status}, ${outcome.message}, ${start}, now())`;
}
