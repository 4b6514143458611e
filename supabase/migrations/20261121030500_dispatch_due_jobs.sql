-- Sends a run to its function, or notes why it can't be sent: it then stays due. True when it was sent.
create function ops.send_job_run(job ops.scheduled_jobs, run bigint, at timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  posted constant jsonb := ops.post_job_run(job, run);
begin
  if posted ? 'error' then
    update ops.job_runs r
    set status = 'due', error = posted ->> 'error', completed_at = null, deadline_at = null, request_id = null
    where r.id = run;
    return false;
  end if;
  update ops.job_runs r
  set
    status = 'dispatched', attempts = r.attempts + 1, dispatched_at = at,
    deadline_at = at + make_interval(secs => job.timeout_seconds), net_request_id = (posted ->> 'request')::bigint,
    request_id = null, claimed_at = null, completed_at = null, milliseconds = null, error = null
  where r.id = run;
  return true;
end
$$;
revoke all on function ops.send_job_run(ops.scheduled_jobs, bigint, timestamptz) from public, anon, authenticated, service_role;
comment on function ops.send_job_run(ops.scheduled_jobs, bigint, timestamptz) is 'Sends a run to its function, or notes why it can''t be sent.';

-- Ends a run that was not completed.
create function ops.end_job_run(run bigint, status text, error text, at timestamptz)
returns void
language sql
volatile
set search_path = ''
as $$
  update ops.job_runs r
  set status = end_job_run.status, error = end_job_run.error, completed_at = at
  where r.id = run
$$;
revoke all on function ops.end_job_run(bigint, text, text, timestamptz) from public, anon, authenticated, service_role;
comment on function ops.end_job_run(bigint, text, text, timestamptz) is 'Ends a run that was not completed.';

-- Does for one job what is to be done at a moment; how many runs it sent, 0 or 1.
create function ops.dispatch_job(job ops.scheduled_jobs, at timestamptz)
returns integer
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  slot ops.job_slot;
  run ops.job_runs;
begin
  select r.* into run
  from ops.job_runs r
  where r.job = job.name and r.status in ('due', 'dispatched', 'running')
  for update skip locked;
  if run.deadline_at > at then
    return 0;
  end if;
  if run.status = 'due' and run.ends_at <= at then
    perform ops.end_job_run(run.id, 'abandoned', coalesce(run.error, 'TOO_LATE'), at);
  elsif run.status <> 'due' and (run.attempts >= job.most_attempts or run.ends_at <= at) then
    perform ops.end_job_run(
      run.id, 'failed',
      case when run.claimed_at is null then ops.unclaimed_because(run.net_request_id) else 'NOT_COMPLETED' end, at
    );
  elsif run.id is not null then
    return ops.send_job_run(job, run.id, at)::integer;
  end if;

  slot := ops.job_slot_at(job, at);
  if slot is null then
    return 0;
  end if;
  select r.* into run from ops.job_runs r where r.job = job.name and r.slot = slot.slot;
  if not found then
    -- Whichever of two dispatchers is first has the slot; and where somebody holds a run of this job, this isn't its time.
    insert into ops.job_runs (job, slot, due_at, ends_at)
    values (job.name, slot.slot, slot.due_at, slot.ends_at)
    on conflict do nothing
    returning * into run;
    return case when found then ops.send_job_run(job, run.id, at)::integer else 0 end;
  end if;

  -- A job at intervals has its next interval; a daily one that failed would have to wait for tomorrow.
  if run.status = 'failed' and job.local_time is not null and run.attempts < job.most_attempts then
    select r.* into run
    from ops.job_runs r
    where r.id = run.id and r.status = 'failed' and r.completed_at + r.attempts * interval '5 minutes' <= at
    for update skip locked;
    return case when found then ops.send_job_run(job, run.id, at)::integer else 0 end;
  end if;
  return 0;
end
$$;
revoke all on function ops.dispatch_job(ops.scheduled_jobs, timestamptz) from public, anon, authenticated, service_role;
comment on function ops.dispatch_job(ops.scheduled_jobs, timestamptz) is 'Does for one job what is to be done at a moment.';

-- What the scheduler calls every minute: sends what has become due, sends again what was sent and never done, and gives up what was
-- sent often enough. Returns how many runs were sent. Any number may call it at once, and a job that fails holds up no other.
create function ops.dispatch_due_jobs(at timestamptz default now())
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  job ops.scheduled_jobs;
  sent integer := 0;
begin
  for job in select j.* from ops.scheduled_jobs j where j.enabled order by j.local_time, j.name loop
    begin
      sent := sent + ops.dispatch_job(job, at);
    exception when others then
      raise warning 'job % could not be dispatched: %', job.name, sqlstate;
    end;
  end loop;
  return sent;
end
$$;
revoke all on function ops.dispatch_due_jobs(timestamptz) from public, anon, authenticated, service_role;
comment on function ops.dispatch_due_jobs(timestamptz)
  is 'Sends the runs that are due to their functions, and again those that were never completed; returns how many.';
