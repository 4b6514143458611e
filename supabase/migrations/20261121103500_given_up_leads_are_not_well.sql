-- What somebody on call looks at first: one row per thing that can be well or not. Age before depth: a long queue that moves is well, a
-- short one that nobody comes for is not.
create or replace view public.v_database_health with (security_invoker = true) as
with last_runs as (
  select
    j.name, j.every_minutes, j.timeout_seconds, ended.status, ended.error, ended.completed_at as ended_at,
    completed.completed_at,
    case
      when j.every_minutes is not null then coalesce(completed.completed_at, j.created_at)
      when coalesce(completed.completed_at < due.last_at, true) then due.last_at
    end as waiting_since,
    case
      when j.every_minutes is null then interval '1 hour'
      else make_interval(mins => 3 * j.every_minutes, secs => j.timeout_seconds)
    end as patience
  from ops.scheduled_jobs j
  left join lateral (
    select r.status, r.error, r.completed_at
    from ops.job_runs r
    where r.job = j.name and r.completed_at is not null
    order by r.completed_at desc
    limit 1
  ) as ended on true
  left join lateral (
    select r.completed_at
    from ops.job_runs r
    where r.job = j.name and r.status = 'completed' and r.completed_at is not null
    order by r.completed_at desc
    limit 1
  ) as completed on true
  -- When a daily job was to run last, if ever since it is in the schedule.
  left join lateral (
    select max((day::date + j.local_time) at time zone j.time_zone) as last_at
    from generate_series((now() at time zone j.time_zone)::date - 7, (now() at time zone j.time_zone)::date, interval '1 day') as day
    where extract(isodow from day) = any (j.weekdays)
      and (day::date + j.local_time) at time zone j.time_zone between j.created_at and now()
  ) as due on true
  where j.enabled
)
select
  'job' as check_name, name as subject,
  case
    when now() - waiting_since > 3 * patience then 'critical'
    when now() - waiting_since > patience or status in ('failed', 'abandoned') then 'warning'
    else 'ok'
  end as status,
  round(extract(epoch from now() - completed_at)) as value, 'seconds since it was completed' as unit,
  case when now() - waiting_since > patience then waiting_since when status in ('failed', 'abandoned') then ended_at end as since,
  case when status in ('failed', 'abandoned') then error end as code
from last_runs
union all
select
  'schedule', 'unsent runs', case when min(due_at) < now() - interval '5 minutes' then 'critical' else 'ok' end, count(*), 'runs',
  min(due_at), min(error)
from ops.job_runs
where status = 'due'
union all
select
  'dead_letter_queue', 'waiting',
  case
    when min(next_attempt_at) < now() - interval '1 hour' then 'critical'
    when min(next_attempt_at) < now() - interval '15 minutes' then 'warning'
    else 'ok'
  end,
  count(*), 'letters', min(next_attempt_at) filter (where next_attempt_at < now()), null
from intake.pipeline_dlq
where status = 'waiting'
union all
select
  'dead_letter_queue', 'given up', case when count(*) > 0 then 'critical' else 'ok' end, count(*), 'letters', min(last_failed_at), null
from intake.pipeline_dlq
where status = 'dead' and last_failed_at > now() - interval '14 days'
union all
select
  'uploads', 'unfinished',
  case
    when min(received_at) < now() - interval '1 hour' then 'critical'
    when min(received_at) < now() - interval '15 minutes' then 'warning'
    else 'ok'
  end,
  count(*), 'uploads', min(received_at), null
from public.lead_uploads
where status in ('receiving', 'staged')
union all
select
  'reconciliation', provider,
  case when last_error is null then 'ok' when reconciled_until < now() - interval '1 day' then 'critical' else 'warning' end,
  round(extract(epoch from now() - reconciled_until)), 'seconds behind', case when last_error is not null then reconciled_until end,
  last_error
from intake.reconciliations
union all
-- Those that can be tried again; whoever has withdrawn or was erased is nobody's concern. A few are addresses that the tool doesn't want,
-- many are a tool or a key that is gone.
select
  'campaign_outbox', 'campaign-' || c.id,
  case
    when count(o.id) filter (where o.dead_at > now() - interval '1 day') >= greatest(c.daily_limit * 0.1, 1) then 'critical'
    when count(o.id) > 0 then 'warning'
    else 'ok'
  end,
  count(o.id), 'leads given up', min(o.dead_at), mode() within group (order by o.reason)
from public.campaigns c
left join intake.campaign_outbox o
  on o.campaign_id = c.id and o.status = 'dead' and o.dead_at > now() - interval '14 days'
    and (o.reason in ('ERASED', 'NOT_CONTACTABLE')) is not true
where c.status <> 'ended'
group by c.id
union all
select
  'connections', 'in use',
  case when count(*) > 0.95 * most then 'critical' when count(*) > 0.8 * most then 'warning' else 'ok' end,
  count(*), 'of ' || most, null, null
from pg_catalog.pg_stat_activity, (select current_setting('max_connections')::integer as most) as settings
where backend_type = 'client backend'
group by most;
comment on view public.v_database_health is 'What can be well or not, and since when it isn''t: jobs, queues, uploads, reconciliations, campaigns, connections.';
revoke all on public.v_database_health from public, anon, authenticated, service_role;
grant select on public.v_database_health to authenticated;
