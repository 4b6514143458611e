import type postgres from "postgres";

/** A run as the tables have it. */
export type JobRunRow = {
  readonly id: string;
  readonly slot: string;
  readonly status: string;
  readonly attempts: number;
  readonly error: string | null;
};

/** Gives a test's database the secrets that the dispatcher sends runs with, and keeps the schedule as it is to come back to. */
export async function prepareSchedule(sql: postgres.Sql): Promise<void> {
  await sql`
    select vault.create_secret('http://127.0.0.1:1/', 'project_url'), vault.create_secret('the-token', 'scheduler_token')`;
  await sql`create table ops.first_schedule as table ops.scheduled_jobs`;
  // In the database, because a simulated day has 1440 ticks.
  await sql.unsafe(`
    create function ops.play(since timestamptz, until timestamptz, step interval) returns setof text language plpgsql as $$
    declare
      at timestamptz := since;
    begin
      while at < until loop
        if ops.dispatch_due_jobs(at) > 0 then
          return next to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI');
        end if;
        update ops.job_runs set status = 'completed', completed_at = at where status = 'dispatched';
        at := at + step;
      end loop;
    end $$`);
}

/** Leaves one job in the schedule, as it came but for what is `changed`, and no runs. */
export async function scheduleOnly(
  sql: postgres.Sql,
  name: string,
  changed: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  await sql`delete from net.http_request_queue where true`;
  await sql`delete from ops.scheduled_jobs where true`;
  await sql`insert into ops.scheduled_jobs select * from ops.first_schedule where name = ${name}`;
  if (Object.keys(changed).length > 0) await sql`update ops.scheduled_jobs set ${sql(changed)} where true`;
}

/**
 * Has the schedule looked at every so many minutes of [since, until), each run completed as soon as it is sent. When runs were sent, in
 * UTC.
 */
export async function play(
  sql: postgres.Sql,
  since: string,
  until: string,
  minutes = 1,
): Promise<readonly string[]> {
  const rows = await sql<{ sent: string }[]>`
    select ops.play(${since}::timestamptz, ${until}::timestamptz, make_interval(mins => ${minutes})) as sent`;
  return rows.map(({ sent }) => sent);
}

/** Has the schedule looked at as it stands at a moment; how many runs were sent. */
export async function dispatch(connection: postgres.ISql, at: string): Promise<number> {
  const [row] = await connection<
    { sent: number }[]
  >`select ops.dispatch_due_jobs(${at}::timestamptz) as sent`;
  return row?.sent ?? 0;
}

/** All runs, in the order in which they became due. */
export async function jobRuns(connection: postgres.ISql): Promise<readonly JobRunRow[]> {
  return await connection<JobRunRow[]>`
    select id, slot, status, attempts, error from ops.job_runs order by due_at, id`;
}

/** The runs that pg_net was given to post, in order. */
export async function postedRuns(connection: postgres.ISql): Promise<readonly string[]> {
  const rows = await connection<{ run: string }[]>`
    select convert_from(body, 'UTF8')::jsonb ->> 'run' as run from net.http_request_queue order by id`;
  return rows.map(({ run }) => run);
}
