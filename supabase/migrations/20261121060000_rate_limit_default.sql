-- What holds for a source is said even when the row of * is gone: a limiter without a limit would fail every delivery.

create or replace function intake.rate_limit_of(source text)
returns intake.rate_limits
language plpgsql
stable
set search_path = ''
as $$
declare
  held intake.rate_limits;
begin
  select l.* into held
  from intake.rate_limits l
  where l.source in (rate_limit_of.source, split_part(rate_limit_of.source, '/', 1), '*')
  order by l.source = '*', length(l.source) desc
  limit 1;
  if not found then
    held.capacity := 60;
    held.refill_per_minute := 60;
  end if;
  held.capacity := held.capacity + coalesce((
    select sum(g.extra_capacity)
    from intake.rate_limit_grants g
    where g.source in (rate_limit_of.source, split_part(rate_limit_of.source, '/', 1)) and g.expires_at > now()
  ), 0);
  held.source := rate_limit_of.source;
  return held;
end
$$;
revoke all on function intake.rate_limit_of(text) from public, anon, authenticated, service_role;
comment on function intake.rate_limit_of(text)
  is 'The limit that holds for a source now, burst grants added; 60 at once and 60 a minute where no row says.';

create or replace view public.v_rate_limit_status with (security_invoker = true) as
select
  b.source,
  coalesce(l.capacity, 60) + coalesce(g.extra_capacity, 0) as capacity,
  coalesce(l.refill_per_minute, 60) as refill_per_minute,
  greatest(0, floor(least(
    coalesce(l.capacity, 60) + coalesce(g.extra_capacity, 0),
    b.tokens + greatest(0, extract(epoch from now() - b.refilled_at)) * coalesce(l.refill_per_minute, 60) / 60
  )))::bigint as remaining,
  coalesce(g.extra_capacity, 0) as granted_capacity,
  l.daily_quota,
  case when b.day = (now() at time zone 'UTC')::date then b.day_count else 0 end as day_count,
  l.monthly_quota,
  case when b.month = date_trunc('month', now() at time zone 'UTC')::date then b.month_count else 0 end as month_count,
  b.refilled_at as last_delivery_at
from intake.rate_limit_buckets b
left join lateral (
  select l.* from intake.rate_limits l
  where l.source in (b.source, split_part(b.source, '/', 1), '*')
  order by l.source = '*', length(l.source) desc
  limit 1
) as l on true
left join lateral (
  select sum(g.extra_capacity) as extra_capacity from intake.rate_limit_grants g
  where g.source in (b.source, split_part(b.source, '/', 1)) and g.expires_at > now()
) as g on true;
comment on view public.v_rate_limit_status is 'Each source''s limit, what is left of it, and its day''s and month''s counts.';
revoke all on public.v_rate_limit_status from public, anon, authenticated, service_role;
grant select on public.v_rate_limit_status to authenticated;
