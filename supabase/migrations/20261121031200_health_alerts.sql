-- Alerts with a beginning and an end. An alert is raised once and resolved once, whoever looks and however often: what is known of it is
-- here, and in no process's memory.

create table ops.health_alerts (
  id bigint generated always as identity primary key,
  origin text not null,
  kind text not null,
  subject text not null,
  severity text not null,
  code text,
  raised_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  resolved_at timestamptz,
  constraint health_alerts_origin_is_known check (origin in ('health', 'security')),
  constraint health_alerts_severity_is_known check (severity in ('critical', 'warning', 'info')),
  constraint health_alerts_resolved_after_seen check (resolved_at >= last_seen_at)
);
comment on table ops.health_alerts is 'What was not well: when that was first and last seen, and when it was over.';
comment on column ops.health_alerts.origin is 'Who says so: v_database_health or v_webhook_security_alerts.';
comment on column ops.health_alerts.severity is 'As it was last seen.';

create unique index health_alerts_open on ops.health_alerts (kind, subject) where resolved_at is null;
create index health_alerts_seen on ops.health_alerts (last_seen_at);

create table ops.health_check_log (
  hour timestamptz primary key,
  checked_at timestamptz not null,
  status text not null,
  problems jsonb not null,
  open_alerts integer not null,
  constraint health_check_log_hour_is_whole check (extract(epoch from hour)::bigint % 3600 = 0),
  constraint health_check_log_status_is_known check (status in ('ok', 'warning', 'critical'))
);
comment on table ops.health_check_log is 'One line per hour: the worst that the checks of that hour found.';
comment on column ops.health_check_log.problems is 'The checks that were not well then.';

alter table ops.health_alerts enable row level security;
alter table ops.health_check_log enable row level security;
revoke all on ops.health_alerts, ops.health_check_log from public, anon, authenticated, service_role;
grant select on ops.health_alerts, ops.health_check_log to authenticated;
create policy "Staff read alerts" on ops.health_alerts
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
create policy "Staff read the log of health checks" on ops.health_check_log
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

create view public.v_recent_health_alerts with (security_invoker = true) as
select id, kind, subject, severity, code, raised_at, last_seen_at, resolved_at
from ops.health_alerts
where resolved_at is null or last_seen_at > now() - interval '7 days';
comment on view public.v_recent_health_alerts is 'Alerts that are open, or were in the last seven days.';

create view public.v_health_check_log with (security_invoker = true) as
select hour, checked_at, status, problems, open_alerts from ops.health_check_log;
comment on view public.v_health_check_log is 'One line per hour: the worst that the checks of that hour found.';

revoke all on public.v_recent_health_alerts, public.v_health_check_log from public, anon, authenticated, service_role;
grant select on public.v_recent_health_alerts, public.v_health_check_log to authenticated;

-- Raises what is not well now, [{"kind", "subject", "severity", "code"}, ...], and resolves what of the same origin has not been seen for
-- ten minutes: what comes and goes between two checks is one alert. returns {"raised", "resolved", "open"}
create function ops.keep_alerts(origin text, found_now jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  raised integer;
  resolved integer;
begin
  with kept as (
    insert into ops.health_alerts as a (origin, kind, subject, severity, code)
    select distinct on (f.kind, f.subject) keep_alerts.origin, f.kind, f.subject, f.severity, f.code
    from jsonb_to_recordset(found_now) as f (kind text, subject text, severity text, code text)
    order by f.kind, f.subject, array_position(array['critical', 'warning', 'info'], f.severity)
    on conflict (kind, subject) where resolved_at is null do update
    set severity = excluded.severity, code = excluded.code, last_seen_at = now()
    returning a.raised_at = now() as is_new
  )
  select count(*) filter (where is_new) into raised from kept;
  update ops.health_alerts a
  set resolved_at = now()
  where a.origin = keep_alerts.origin and a.resolved_at is null and a.last_seen_at < now() - interval '10 minutes';
  get diagnostics resolved = row_count;
  return jsonb_build_object(
    'raised', raised, 'resolved', resolved,
    'open', (select count(*) from ops.health_alerts a where a.origin = keep_alerts.origin and a.resolved_at is null)
  );
end
$$;
revoke all on function ops.keep_alerts(text, jsonb) from public, anon, authenticated, service_role;
comment on function ops.keep_alerts(text, jsonb) is 'Raises alerts for what is not well now, and resolves those of the same origin that are over.';

-- Looks at v_database_health, and raises and resolves alerts by it. Of dead letters and reconciliations the security alerts
-- tell, by provider.
-- returns {"status", "checks": [{"check", "subject", "status", "value", "unit", "since", "code"}, ...], "raised", "resolved", "open"}
create function public.daily_health_check()
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  checks jsonb;
  unwell jsonb;
begin
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'check', h.check_name, 'subject', h.subject, 'status', h.status, 'value', h.value, 'unit', h.unit, 'since', h.since,
        'code', h.code
      )
      order by array_position(array['critical', 'warning', 'ok'], h.status), h.check_name, h.subject
    ),
    '[]'
  )
  into checks
  from public.v_database_health h;
  select coalesce(jsonb_agg(jsonb_build_object(
    'kind', c ->> 'check', 'subject', c ->> 'subject', 'severity', c ->> 'status', 'code', c ->> 'code'
  )), '[]')
  into unwell
  from jsonb_array_elements(checks) as c
  where c ->> 'status' <> 'ok' and c ->> 'check' not in ('dead_letter_queue', 'reconciliation');
  return jsonb_build_object('status', coalesce(checks -> 0 ->> 'status', 'ok'), 'checks', checks)
    || ops.keep_alerts('health', unwell);
end
$$;
revoke all on function public.daily_health_check() from public, anon, authenticated, service_role;
grant execute on function public.daily_health_check() to service_role;
comment on function public.daily_health_check() is 'Checks what can be well or not, and raises and resolves alerts by it.';

-- Raises and resolves alerts by v_webhook_security_alerts. returns {"raised", "resolved", "open"}
create function public.refresh_security_alerts()
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
begin
  return ops.keep_alerts('security', coalesce(
    (
      select jsonb_agg(jsonb_build_object('kind', s.kind, 'subject', s.source, 'severity', s.severity))
      from public.v_webhook_security_alerts s
    ),
    '[]'
  ));
end
$$;
revoke all on function public.refresh_security_alerts() from public, anon, authenticated, service_role;
grant execute on function public.refresh_security_alerts() to service_role;
comment on function public.refresh_security_alerts() is 'Raises and resolves alerts by the security alerts that are computed.';

-- Writes the hour's line, or makes it the worse of what it says and what is now. returns {"status"}: that of now
create function public.log_health_check()
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  ranks constant text[] := array['ok', 'warning', 'critical'];
  found_problems jsonb;
  worst text;
begin
  select
    coalesce(jsonb_agg(to_jsonb(h) - 'unit' order by h.check_name, h.subject), '[]'),
    coalesce(ranks[max(array_position(ranks, h.status))], 'ok')
  into found_problems, worst
  from public.v_database_health h
  where h.status <> 'ok';
  insert into ops.health_check_log as l (hour, checked_at, status, problems, open_alerts)
  values (
    date_trunc('hour', now(), 'UTC'), now(), worst, found_problems,
    (select count(*) from ops.health_alerts a where a.resolved_at is null)
  )
  on conflict on constraint health_check_log_pkey do update
  set checked_at = excluded.checked_at, status = excluded.status, problems = excluded.problems, open_alerts = excluded.open_alerts
  where array_position(ranks, excluded.status) >= array_position(ranks, l.status);
  return jsonb_build_object('status', worst);
end
$$;
revoke all on function public.log_health_check() from public, anon, authenticated, service_role;
grant execute on function public.log_health_check() to service_role;
comment on function public.log_health_check() is 'Writes the hour''s line in the log of health checks: the worst of its checks.';

-- Lines and alerts that are over and not kept any more: deletes up to `batch` of each and returns how many of the more numerous.
create function public.cleanup_old_health_checks(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  lines integer;
  alerts integer;
begin
  delete from ops.health_check_log l
  where l.hour in (
    select o.hour from ops.health_check_log o where o.hour < ops.kept_since('health-checks') order by o.hour limit batch
  );
  get diagnostics lines = row_count;
  delete from ops.health_alerts a
  where a.id in (
    select o.id
    from ops.health_alerts o
    where o.last_seen_at < ops.kept_since('health-alerts') and o.resolved_at is not null
    order by o.last_seen_at
    limit batch
  );
  get diagnostics alerts = row_count;
  return greatest(lines, alerts);
end
$$;
revoke all on function public.cleanup_old_health_checks(integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_health_checks(integer) to service_role;
comment on function public.cleanup_old_health_checks(integer) is 'Deletes old lines of the log of health checks and alerts long over; returns how many.';
