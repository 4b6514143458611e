-- What runs when: the one place that says it.

create table ops.scheduled_jobs (
  name text primary key,
  local_time time,
  weekdays smallint[] not null default '{1,2,3,4,5,6,7}',
  time_zone text not null default 'America/Los_Angeles',
  every_minutes integer,
  catch_up text not null default 'run-once',
  enabled boolean not null default true,
  timeout_seconds integer not null default 180,
  most_attempts integer not null default 3,
  created_at timestamptz not null default now(),
  constraint scheduled_jobs_name_is_slug check (name ~ '^[a-z][a-z0-9-]{0,58}$'),
  constraint scheduled_jobs_daily_or_at_intervals check ((local_time is null) <> (every_minutes is null)),
  constraint scheduled_jobs_weekdays_are_known check (weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(weekdays) > 0),
  constraint scheduled_jobs_time_zone_is_known check (timestamptz '2026-01-01 00:00Z' at time zone time_zone is not null),
  constraint scheduled_jobs_every_minutes_range check (every_minutes between 1 and 1440),
  constraint scheduled_jobs_catch_up_is_known check (catch_up in ('run-once', 'skip')),
  constraint scheduled_jobs_timeout_range check (timeout_seconds between 60 and 3600),
  constraint scheduled_jobs_most_attempts_range check (most_attempts between 1 and 20)
);
comment on table ops.scheduled_jobs is 'What runs when: each job at a local time on its weekdays, or every so many minutes.';
comment on column ops.scheduled_jobs.name is 'The edge function is job-<name>.';
comment on column ops.scheduled_jobs.weekdays is 'ISO: 1 is Monday. They are local days in time_zone, and of no matter to a job at intervals.';
comment on column ops.scheduled_jobs.catch_up
  is 'After an outage. run-once: at the first tick, while its local day lasts; of missed intervals only the last. skip: not if it is late.';
comment on column ops.scheduled_jobs.timeout_seconds
  is 'How long a run may go without being claimed, and then without being completed, before it is sent again. Longer than a function lives.';
comment on column ops.scheduled_jobs.most_attempts
  is 'How often a run is sent that nobody completes, or, of a daily job, that fails. One at intervals that fails has its next interval.';

alter table ops.scheduled_jobs enable row level security;
revoke all on ops.scheduled_jobs from public, anon, authenticated, service_role;
grant select on ops.scheduled_jobs to authenticated;
create policy "Staff read the schedule" on ops.scheduled_jobs
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

insert into ops.scheduled_jobs (name, local_time, weekdays) values
  ('replay-guard-cleanup', '03:15', default),
  ('refresh-contactable-leads', '05:30', default),
  ('campaign-feeder', '06:00', '{1,2,3,4,5}');
insert into ops.scheduled_jobs (name, every_minutes) values
  ('dlq-retry', 1),
  ('lead-promotion', 1),
  ('health-check', 5),
  ('reconcile', 60);
