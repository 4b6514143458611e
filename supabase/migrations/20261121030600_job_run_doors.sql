-- Takes up a run of a job: the one that was sent, or, without one, the one that waits to be taken up or else a run of its own, as
-- when somebody calls the function by hand. Whoever has it has it until its deadline; one whose deadline is over may be taken up anew.
-- returns {"status": "claimed", "run": n}, or {"status": "superseded"} when somebody else has it or has done it
create function public.claim_job_run(job text, run bigint, request uuid)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  timeout interval;
  taken bigint;
begin
  select make_interval(secs => j.timeout_seconds) into timeout
  from ops.scheduled_jobs j
  where j.name = claim_job_run.job;
  if not found then
    raise exception using errcode = 'P0002', message = 'there is no such job in ops.scheduled_jobs';
  end if;
  if run is null then
    insert into ops.job_runs (job, slot, due_at, ends_at, status, dispatched_at, claimed_at, deadline_at, request_id)
    values (claim_job_run.job, 'by hand ' || request, now(), now(), 'running', now(), now(), now() + timeout, request)
    on conflict do nothing
    returning id into taken;
  end if;
  if taken is null then
    update ops.job_runs r
    set status = 'running', request_id = request, claimed_at = now(), deadline_at = now() + timeout, error = null
    where r.job = claim_job_run.job and (r.id = claim_job_run.run or claim_job_run.run is null)
      and (r.status in ('due', 'dispatched') or r.status = 'running' and r.deadline_at <= now())
    returning r.id into taken;
  end if;
  return case
    when taken is null then '{"status": "superseded"}'
    else jsonb_build_object('status', 'claimed', 'run', taken)
  end;
end
$$;
revoke all on function public.claim_job_run(text, bigint, uuid) from public, anon, authenticated, service_role;
grant execute on function public.claim_job_run(text, bigint, uuid) to service_role;
comment on function public.claim_job_run(text, bigint, uuid) is 'Takes up a run of a job, unless somebody else has it or has done it.';

-- Completes a run that the request has taken up, with what it did, or fails it with a code. Said twice it is said once.
-- returns {"status": "completed" | "failed"}, or {"status": "superseded"} when the run was given to somebody else meanwhile
create function public.complete_job_run(run bigint, request uuid, counts jsonb default null, error text default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  now_is text;
begin
  update ops.job_runs r
  set
    status = case when complete_job_run.error is null then 'completed' else 'failed' end,
    completed_at = now(),
    milliseconds = round(extract(epoch from now() - r.claimed_at) * 1000),
    counts = complete_job_run.counts,
    error = complete_job_run.error
  where r.id = run and r.request_id = request and r.status = 'running'
  returning r.status into now_is;
  if now_is is null then
    select r.status into now_is
    from ops.job_runs r
    where r.id = run and r.request_id = request and r.status in ('completed', 'failed');
  end if;
  return jsonb_build_object('status', coalesce(now_is, 'superseded'));
end
$$;
revoke all on function public.complete_job_run(bigint, uuid, jsonb, text) from public, anon, authenticated, service_role;
grant execute on function public.complete_job_run(bigint, uuid, jsonb, text) to service_role;
comment on function public.complete_job_run(bigint, uuid, jsonb, text) is 'Completes or fails a run that the request has taken up.';
