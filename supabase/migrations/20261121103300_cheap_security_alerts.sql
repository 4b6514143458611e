-- What somebody on call should know of, computed from what is counted anyway; empty when all is well.
create or replace view public.v_webhook_security_alerts with (security_invoker = true) as
with refused as (
  select function, reason, min(minute) as since, max(minute) as last_seen, sum(count)::bigint as count
  from intake.refusals
  where minute > now() - interval '1 hour'
  group by function, reason
),
hourly as (
  select provider, count, first_received_at, last_received_at
  from intake.receipt_hours
  where hour > now() - interval '14 days'
  union all
  -- What isn't summed yet.
  select provider, count(*), min(received_at), max(received_at)
  from intake.webhook_events
  where received_at > now() - interval '14 days'
    and received_at >= coalesce((select max(hour) + interval '1 hour' from intake.receipt_hours), '-infinity')
  group by provider, date_trunc('hour', received_at, 'UTC')
),
spaced as (
  select h.*, first_received_at - lag(last_received_at) over (partition by provider order by first_received_at) as pause
  from hourly h
),
recent as (
  select provider, count(*) as count
  from intake.webhook_events
  where received_at > now() - interval '1 hour'
  group by provider
),
failing as (
  select
    provider,
    count(*) filter (where received_at > now() - interval '1 hour') as recent,
    count(*) filter (where received_at <= now() - interval '1 hour') as earlier,
    min(received_at) filter (where received_at > now() - interval '1 hour') as since
  from intake.webhook_events
  where status in ('deferred', 'dead') and received_at > now() - interval '14 days'
  group by provider
),
traffic as (
  select
    s.provider,
    coalesce(r.count, 0)::numeric as recent,
    coalesce(f.recent, 0) as recent_failed,
    sum(s.count) - coalesce(r.count, 0) as earlier,
    coalesce(f.earlier, 0)::numeric as earlier_failed,
    f.since as failing_since,
    max(s.pause) as longest_pause,
    max(s.last_received_at) as last_received
  from spaced s
  left join recent r on r.provider = s.provider
  left join failing f on f.provider = s.provider
  group by s.provider, r.count, f.recent, f.earlier, f.since
),
repeated as (
  select provider, count(*) as events, sum(duplicates)::bigint as duplicates, min(last_duplicate_at) as since,
    max(last_duplicate_at) as last_seen
  from intake.webhook_events
  where received_at > now() - interval '14 days'
    and last_duplicate_at > now() - interval '1 hour'
    and duplicates >= 20
  group by provider
)
select
  'invalid_signatures' as kind,
  case when sum(count) >= 100 then 'critical' else 'warning' end as severity,
  function as source, min(since) as since, max(last_seen) as last_seen, sum(count)::bigint as count
from refused
where reason in (
  'missing-credential', 'malformed-credential', 'unsupported-algorithm', 'expired', 'not-yet-valid',
  'untrusted-certificate', 'mismatch', 'unknown-endpoint'
)
group by function
having sum(count) >= 10
union all
select 'replays', 'critical', function, since, last_seen, count from refused where reason = 'replayed'
union all
select 'replays', 'warning', provider, since, last_seen, duplicates from repeated
union all
select
  'flood', case when sum(count) >= 1000 then 'critical' else 'warning' end, function, min(since), max(last_seen),
  sum(count)::bigint
from refused
where reason in ('rate-limited', 'address-limited', 'body-too-large')
group by function
having sum(count) >= 50
union all
select 'limiter_fallback', 'warning', function, since, last_seen, count from refused where reason = 'limiter-fallback'
union all
select 'suspicious_content', 'info', function, since, last_seen, count from refused where reason = 'suspicious-content'
union all
select 'provider_silent', 'warning', provider, last_received, last_received, 0
from traffic
where earlier >= 10
  and now() - last_received > greatest(interval '6 hours', 2 * longest_pause)
union all
select 'failures_jump', 'critical', provider, failing_since, now(), recent_failed
from traffic
where recent_failed >= 5
  and recent_failed / nullif(recent, 0) >= 0.2
  and recent_failed / nullif(recent, 0) >= 3 * coalesce(earlier_failed / nullif(earlier, 0), 0)
union all
select 'dead_letters', 'critical', e.provider, min(d.last_failed_at), max(d.last_failed_at), count(*)
from intake.pipeline_dlq d
join intake.webhook_events e on e.id = d.webhook_event_id
where d.status = 'dead' and d.last_failed_at > now() - interval '14 days'
group by e.provider
union all
-- Not how many wait, which says little, but that nobody comes for them.
select 'dead_letters_overdue', 'critical', e.provider, min(d.next_attempt_at), now(), count(*)
from intake.pipeline_dlq d
join intake.webhook_events e on e.id = d.webhook_event_id
where d.status = 'waiting' and d.next_attempt_at < now() - interval '15 minutes'
group by e.provider
union all
-- One failure is a network; a day of them, and what was missed may be gone from the provider's list.
select
  'reconcile_failing',
  case
    when failing_since < now() - interval '1 day' then 'critical'
    when failures > 1 then 'warning'
    else 'info'
  end,
  provider, failing_since, last_run_at, failures
from intake.reconciliations
where failing_since is not null;
comment on view public.v_webhook_security_alerts is 'Invalid signatures, replays, floods, a limiter that fell back, a provider gone silent, failing more than it used to or not to be asked for what was missed, dead letters.';
revoke all on public.v_webhook_security_alerts from public, anon, authenticated, service_role;
grant select on public.v_webhook_security_alerts to authenticated;

-- Raises and resolves alerts by v_webhook_security_alerts, having summed the hours that are over. returns {"raised", "resolved", "open"}
create or replace function public.refresh_security_alerts()
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- nobody knows beforehand how little isn't summed yet
as $$
begin
  perform intake.sum_receipt_hours();
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
