-- What job-replay-guard-cleanup calls, each until it returns less than it was asked for: deletes up to `batch` rows and returns how many.

-- Claims of uploads that may be sent again.
create function public.cleanup_old_replay_guards(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  removed integer;
begin
  delete from intake.ingest_replay_guard g
  where (g.broker_id, g.kind, g.value) in (
    select o.broker_id, o.kind, o.value from intake.ingest_replay_guard o where o.expires_at < now() limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_replay_guards(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_replay_guards(integer) to service_role;
comment on function public.cleanup_old_replay_guards(integer) is 'Deletes claims of uploads that may be sent again; returns how many.';

-- Links that nobody can redeem any more.
create function public.cleanup_old_consent_tokens(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  removed integer;
begin
  delete from intake.consent_tokens t
  where t.id in (select o.id from intake.consent_tokens o where o.expires_at < now() limit batch);
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_consent_tokens(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_consent_tokens(integer) to service_role;
comment on function public.cleanup_old_consent_tokens(integer) is 'Deletes consent links that nobody can redeem any more; returns how many.';

-- One-time values whose signatures have expired.
create function public.cleanup_old_nonces(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  removed integer;
begin
  delete from intake.webhook_nonces n
  where (n.provider, n.endpoint, n.nonce) in (
    select o.provider, o.endpoint, o.nonce from intake.webhook_nonces o where o.expires_at < now() order by o.expires_at limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_nonces(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_nonces(integer) to service_role;
comment on function public.cleanup_old_nonces(integer) is 'Deletes one-time values whose signatures have expired; returns how many.';

-- Counts of refusals that are not kept any more.
create function public.cleanup_old_refusals(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  removed integer;
begin
  delete from intake.refusals r
  where (r.minute, r.function, r.reason) in (
    select o.minute, o.function, o.reason
    from intake.refusals o
    where o.minute < ops.kept_since('refusals')
    order by o.minute
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_refusals(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_refusals(integer) to service_role;
comment on function public.cleanup_old_refusals(integer) is 'Deletes counts of refusals that are not kept any more; returns how many.';

-- Runs of jobs that are over and not kept any more.
create function public.cleanup_old_job_runs(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  removed integer;
begin
  delete from ops.job_runs r
  where r.id in (
    select o.id
    from ops.job_runs o
    where o.due_at < ops.kept_since('job-runs') and o.completed_at is not null
    order by o.due_at
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_job_runs(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_job_runs(integer) to service_role;
comment on function public.cleanup_old_job_runs(integer) is 'Deletes runs of jobs that are over and not kept any more; returns how many.';

-- pg_cron's own history, which nothing else ever clears.
create function public.cleanup_old_cron_history(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  removed integer;
begin
  if to_regclass('cron.job_run_details') is null then
    return 0;
  end if;
  delete from cron.job_run_details d
  where d.runid in (
    select o.runid
    from cron.job_run_details o
    where coalesce(o.end_time, o.start_time) < ops.kept_since('cron-history')
    order by o.runid
    limit batch
  );
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_cron_history(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_cron_history(integer) to service_role;
comment on function public.cleanup_old_cron_history(integer) is 'Deletes pg_cron''s history that is not kept any more; returns how many.';
