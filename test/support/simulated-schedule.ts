import type postgres from "postgres";

/** A daily job of the simulation, as `ops.scheduled_jobs` has it. */
export type DailyJob = {
  readonly name: string;
  readonly local_time: string;
  readonly weekdays: readonly number[];
};

/** When nothing looked at the schedule. */
export type Outage = { readonly from: number; readonly until: number };

/** A run that was sent, or that should have been. */
export type SentRun = { readonly job: string; readonly day: string; readonly at: string };

const minute = 60_000;
const day = 24 * 60 * minute;
const zone = "America/Los_Angeles";

/** The jobs of the product's schedule, and two whose times the clocks skip and repeat. */
export const simulatedJobs: readonly DailyJob[] = [
  { name: "replay-guard-cleanup", local_time: "03:15", weekdays: [1, 2, 3, 4, 5, 6, 7] },
  { name: "refresh-contactable-leads", local_time: "05:30", weekdays: [1, 2, 3, 4, 5, 6, 7] },
  { name: "campaign-feeder", local_time: "06:00", weekdays: [1, 2, 3, 4, 5] },
  { name: "in-the-gap", local_time: "02:30", weekdays: [1, 2, 3, 4, 5, 6, 7] },
  { name: "in-the-overlap", local_time: "01:30", weekdays: [1, 2, 3, 4, 5, 6, 7] },
];

/** Outages of a minute to three days with up to so many days between them, by whole minutes. */
export function randomOutages(
  since: number,
  until: number,
  apart: number,
  random: () => number,
): readonly Outage[] {
  const outages: Outage[] = [];
  for (let at = since; ;) {
    const from = at + Math.ceil((random() * apart * day) / minute) * minute;
    // Short ones are as likely as long ones.
    const length = Math.ceil(Math.exp(random() * Math.log(3 * 24 * 60))) * minute;
    if (from + length >= until) return outages;
    outages.push({ from, until: from + length });
    at = from + length;
  }
}

/**
 * The minutes of [since, until) at which the schedule is looked at: all of the nights' hours and the first one after each outage; of the
 * rest of the day, in which nothing is due but after an outage, every quarter of an hour.
 */
export function ticks(since: number, until: number, outages: readonly Outage[]): readonly number[] {
  const found: number[] = [];
  let next = 0;
  for (let at = since; at < until; at += minute) {
    while ((outages[next]?.until ?? Infinity) < at) next += 1;
    const outage = outages[next];
    if (outage && at >= outage.from && at < outage.until) continue;
    const hour = new Date(at).getUTCHours();
    if ((hour >= 8 && hour < 15) || at % (15 * minute) === 0 || at === outage?.until) found.push(at);
  }
  return found;
}

/** What should be sent: each day's run at its instant, or at the first tick after it while the day lasts. */
export function expectedRuns(
  jobs: readonly DailyJob[],
  since: number,
  until: number,
  looks: readonly number[],
): readonly SentRun[] {
  return jobs.flatMap((job) => {
    let next = 0;
    const runs: SentRun[] = [];
    for (let date = since; date < until; date += day) {
      const name = new Date(date).toISOString().slice(0, 10);
      const due = instantOf(name, job.local_time);
      const end = instantOf(new Date(date + day).toISOString().slice(0, 10), "00:00");
      if (!job.weekdays.includes(new Date(date).getUTCDay() || 7)) continue;
      while ((looks[next] ?? Infinity) < due) next += 1;
      const at = looks[next];
      if (at !== undefined && at < end) runs.push({ job: job.name, day: name, at: utc(at) });
    }
    return runs;
  });
}

/** Plays the ticks in the database, each run completed at once; what was sent. */
export async function playTicks(
  sql: postgres.Sql,
  jobs: readonly DailyJob[],
  looks: readonly number[],
): Promise<readonly SentRun[]> {
  await sql`delete from ops.scheduled_jobs where true`;
  for (const job of jobs) {
    await sql`
      insert into ops.scheduled_jobs (name, local_time, weekdays, time_zone)
      values (${job.name}, ${job.local_time}, ${`{${job.weekdays.join()}}`}::smallint[], ${zone})`;
  }
  const batch = 20_000;
  for (let start = 0; start < looks.length; start += batch) {
    const seconds = looks.slice(start, start + batch).map((at) => at / 1000);
    await sql`select ops.play_ticks(${`{${seconds.join()}}`}::bigint[])`;
  }
  const rows = await sql<SentRun[]>`
    select job, slot as day, to_char(dispatched_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at
    from ops.job_runs where attempts = 1 order by job, slot`;
  return [...rows];
}

/** Puts what `playTicks` calls into a database, and the secrets without which nothing is sent. */
export async function prepareSimulation(sql: postgres.Sql): Promise<void> {
  await sql`
    select vault.create_secret('http://127.0.0.1:1', 'project_url'), vault.create_secret('the-token', 'scheduler_token')`;
  await sql.unsafe(`
    create function ops.play_ticks(ticks bigint[]) returns void language plpgsql as $$
    declare
      tick bigint;
    begin
      foreach tick in array ticks loop
        if ops.dispatch_due_jobs(to_timestamp(tick)) > 0 then
          update ops.job_runs set status = 'completed', completed_at = to_timestamp(tick) where status = 'dispatched';
        end if;
      end loop;
    end $$`);
}

/** A local time's instant: of one that comes twice the later, of one that is skipped the one an hour on. Told by Intl, not PostgreSQL. */
function instantOf(date: string, time: string): number {
  const [standard, summer] = ["-08:00", "-07:00"].map((offset) => Date.parse(`${date}T${time}${offset}`));
  const is = (at = NaN) => local(at) === `${date} ${time}`;
  return (is(standard) || !is(summer) ? standard : summer) ?? NaN;
}

const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });

function local(at: number): string {
  return format.format(at);
}

function utc(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
