-- Receipts arrive in the order of their times, so that a block range index finds the last hours among millions for next to nothing;
-- blocks it has no summary of yet are read whole, so they are summarised as they fill.
create index webhook_events_received on intake.webhook_events using brin (received_at) with (pages_per_range = 16, autosummarize = on);

-- What somebody on call should know of, computed from what is counted anyway; empty when all is well.
create view public.v_webhook_security_alerts with (security_invoker = true) as
with refused as (
  select function, reason, min(minute) as since, max(minute) as last_seen, sum(count)::bigint as count
  from intake.refusals
  where minute > now() - interval '1 hour'
  group by function, reason
),
hourly as (
  select
    provider,
    received_at > now() - interval '1 hour' as is_recent,
    count(*) as count,
    count(*) filter (where status in ('deferred', 'dead')) as failed,
    min(received_at) filter (where status in ('deferred', 'dead')) as failing_since,
    min(received_at) as first_received,
    max(received_at) as last_received
  from intake.webhook_events
  where received_at > now() - interval '14 days'
  group by provider, is_recent, date_trunc('hour', received_at)
),
spaced as (
  select h.*, first_received - lag(last_received) over (partition by provider order by first_received) as pause
  from hourly h
),
traffic as (
  select
    provider,
    coalesce(sum(count) filter (where is_recent), 0) as recent,
    coalesce(sum(failed) filter (where is_recent), 0)::bigint as recent_failed,
    coalesce(sum(count) filter (where not is_recent), 0) as earlier,
    coalesce(sum(failed) filter (where not is_recent), 0) as earlier_failed,
    min(failing_since) filter (where is_recent) as failing_since,
    max(pause) as longest_pause,
    max(last_received) as last_received
  from spaced
  group by provider
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
  and recent_failed / recent >= 0.2
  and recent_failed / recent >= 3 * coalesce(earlier_failed / nullif(earlier, 0), 0)
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
group by e.provider;
comment on view public.v_webhook_security_alerts is 'Invalid signatures, replays, floods, a limiter that fell back, a provider gone silent or failing more than it used to, dead letters.';
revoke all on public.v_webhook_security_alerts from public, anon, authenticated, service_role;
grant select on public.v_webhook_security_alerts to authenticated;

-- The alerts as staff see them, for commands that hold the secret key: the most severe first, then the oldest.
create function public.security_alerts()
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(to_jsonb(a) order by array_position(array['critical', 'warning', 'info'], a.severity), a.since)
    from public.v_webhook_security_alerts a
  ), '[]');
end
$$;
revoke all on function public.security_alerts() from public, anon, authenticated, service_role;
grant execute on function public.security_alerts() to service_role;
comment on function public.security_alerts() is 'The alerts as staff see them, the most severe first.';
