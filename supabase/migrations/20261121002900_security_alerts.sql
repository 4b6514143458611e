-- Receipts arrive in the order of their times, so that a block range index finds the last hour among millions for next to nothing.
create index webhook_events_received on intake.webhook_events using brin (received_at) with (pages_per_range = 16);

-- What somebody on call should know of, computed from what is counted anyway; empty when all is well.
create view public.v_webhook_security_alerts with (security_invoker = true) as
with refused as (
  select function, reason, min(minute) as since, max(minute) as last_seen, sum(count)::bigint as count
  from intake.refusals
  where minute > now() - interval '1 hour'
  group by function, reason
),
traffic as (
  select
    provider,
    count(*) filter (where received_at > now() - interval '1 hour') as recent,
    count(*) filter (where received_at > now() - interval '1 hour' and status in ('deferred', 'dead')) as recent_failed,
    count(*) filter (where received_at <= now() - interval '1 hour') as earlier,
    count(*) filter (where received_at <= now() - interval '1 hour' and status in ('deferred', 'dead')) as earlier_failed,
    min(received_at) filter (where received_at > now() - interval '1 hour' and status in ('deferred', 'dead')) as failing_since,
    min(received_at) as first_received,
    max(received_at) as last_received
  from intake.webhook_events
  where received_at > now() - interval '14 days'
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
  'untrusted-certificate', 'mismatch'
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
  and now() - last_received > greatest(interval '6 hours', 10 * (last_received - first_received) / earlier)
union all
select 'failures_jump', 'critical', provider, failing_since, now(), recent_failed
from traffic
where recent_failed >= 5
  and recent_failed::numeric / recent >= 0.2
  and recent_failed::numeric / recent >= 3 * coalesce(earlier_failed::numeric / nullif(earlier, 0), 0);
comment on view public.v_webhook_security_alerts is 'Invalid signatures, replays, floods, a limiter that fell back, a provider gone silent or failing more than it used to.';
revoke all on public.v_webhook_security_alerts from public, anon, authenticated, service_role;
grant select on public.v_webhook_security_alerts to authenticated;
