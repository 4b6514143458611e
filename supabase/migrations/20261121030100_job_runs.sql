-- One row per job and local day, or interval: what was due, sent, taken up and done. A run is completed when its function says so
-- here, and by nothing else.

create table ops.job_runs (
  id bigint generated always as identity primary key,
  job text not null references ops.scheduled_jobs (name) on update cascade on delete cascade,
  slot text not null,
  due_at timestamptz not null,
  ends_at timestamptz,
  status text not null default 'due',
  attempts integer not null default 0,
  dispatched_at timestamptz,
  deadline_at timestamptz,
  net_request_id bigint,
  request_id uuid,
  claimed_at timestamptz,
  completed_at timestamptz,
  milliseconds integer,
  counts jsonb,
  error text,
  constraint job_runs_once unique (job, slot),
  constraint job_runs_slot_length check (length(slot) between 1 and 100),
  constraint job_runs_status_is_known check (status in ('due', 'dispatched', 'running', 'completed', 'failed', 'abandoned')),
  constraint job_runs_attempts_range check (attempts >= 0),
  constraint job_runs_milliseconds_range check (milliseconds >= 0),
  constraint job_runs_counts_is_object check (jsonb_typeof(counts) = 'object'),
  constraint job_runs_error_is_code check (error ~ '^[A-Z0-9_]{1,64}$'),
  constraint job_runs_live_has_deadline check (status not in ('dispatched', 'running') or deadline_at is not null),
  constraint job_runs_running_is_claimed check (status <> 'running' or request_id is not null),
  constraint job_runs_over_has_time check ((status in ('completed', 'failed', 'abandoned')) = (completed_at is not null))
);
comment on table ops.job_runs is 'The runs of the scheduled jobs: when each was due, sent, taken up and done, and what it did.';
comment on column ops.job_runs.slot is 'What it is the one run for: a local day, an interval''s beginning in UTC, or a request by hand.';
comment on column ops.job_runs.ends_at is 'From when on it is not sent any more; null for never.';
comment on column ops.job_runs.status
  is 'due: not sent yet. dispatched: sent. running: taken up. completed, failed: said so, or failed for silence. abandoned: never sent in time.';
comment on column ops.job_runs.attempts is 'How often it was sent.';
comment on column ops.job_runs.deadline_at is 'Until when it is waited for its being taken up, and then for its being done.';
comment on column ops.job_runs.net_request_id is 'The request of pg_net that sent it.';
comment on column ops.job_runs.request_id is 'Who took it up: the id under which that request is in the function''s log.';
comment on column ops.job_runs.error is 'A code; never a message, which could hold personal data.';

-- One run of a job at a time, and one that waits stands for all that have become due meanwhile.
create unique index job_runs_live on ops.job_runs (job) where status in ('due', 'dispatched', 'running');
create index job_runs_due on ops.job_runs (due_at);
create index job_runs_last on ops.job_runs (job, completed_at) where completed_at is not null;

alter table ops.job_runs enable row level security;
revoke all on ops.job_runs from public, anon, authenticated, service_role;
grant select on ops.job_runs to authenticated;
create policy "Staff read job runs" on ops.job_runs
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

create view public.v_job_runs with (security_invoker = true) as
select id, job, slot, due_at, status, attempts, dispatched_at, claimed_at, completed_at, milliseconds, counts, error, request_id
from ops.job_runs;
comment on view public.v_job_runs is 'The runs of the scheduled jobs: when each was due and done, how long it took and what it did.';

create view public.v_scheduled_jobs with (security_invoker = true) as
select
  j.name, j.local_time, j.weekdays, j.time_zone, j.every_minutes, j.catch_up, j.enabled,
  last.status as last_status, last.completed_at as last_completed_at, last.error as last_error
from ops.scheduled_jobs j
left join lateral (
  select r.status, r.completed_at, r.error
  from ops.job_runs r
  where r.job = j.name and r.completed_at is not null
  order by r.completed_at desc
  limit 1
) as last on true;
comment on view public.v_scheduled_jobs is 'What runs when, and how the last run of each ended.';

revoke all on public.v_job_runs, public.v_scheduled_jobs from public, anon, authenticated, service_role;
grant select on public.v_job_runs, public.v_scheduled_jobs to authenticated;
