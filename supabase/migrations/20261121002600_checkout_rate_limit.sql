-- The limit that holds for a source now: its own row's, else its provider's, else that of *, with its burst grants added.
create function intake.rate_limit_of(source text)
returns intake.rate_limits
language plpgsql
stable
set search_path = ''
as $$
declare
  held intake.rate_limits;
begin
  select l.* into strict held
  from intake.rate_limits l
  where l.source in (rate_limit_of.source, split_part(rate_limit_of.source, '/', 1), '*')
  order by l.source = '*', length(l.source) desc
  limit 1;
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
  is 'The limit that holds for a source now, burst grants added.';

-- A source's bucket as it is at a moment: refilled up to its limit, the counts of days and months that are over at nought.
-- A clock that stepped back refills nothing, and goes on from where it stepped to. Of a source that was never seen, a full one.
create function intake.bucket_at(stored intake.rate_limit_buckets, held intake.rate_limits, moment timestamptz)
returns intake.rate_limit_buckets
language plpgsql
immutable
set search_path = ''
as $$
declare
  today constant date := (moment at time zone 'UTC')::date;
  this_month constant date := pg_catalog.date_trunc('month', moment at time zone 'UTC')::date;
  seconds constant double precision := greatest(0, extract(epoch from moment - stored.refilled_at));
begin
  stored.source := held.source;
  stored.tokens := coalesce(least(held.capacity, stored.tokens + seconds * held.refill_per_minute / 60), held.capacity);
  stored.refilled_at := moment;
  stored.day_count := case when stored.day >= today then stored.day_count else 0 end;
  stored.day := greatest(stored.day, today);
  stored.month_count := case when stored.month >= this_month then stored.month_count else 0 end;
  stored.month := greatest(stored.month, this_month);
  return stored;
end
$$;
revoke all on function intake.bucket_at(intake.rate_limit_buckets, intake.rate_limits, timestamptz)
  from public, anon, authenticated, service_role;
comment on function intake.bucket_at(intake.rate_limit_buckets, intake.rate_limits, timestamptz)
  is 'A source''s bucket as it is at a moment.';

-- What a caller is told of a bucket:
-- {"limit", "remaining", "refill_per_minute", "reset_seconds", "retry_after_seconds"}, whole numbers. reset_seconds: until the
-- bucket is full. retry_after_seconds: until `cost` tokens are there, or the quota's day or month is over.
create function intake.describe_bucket(
  bucket intake.rate_limit_buckets, held intake.rate_limits, needed double precision, refusal text
)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  per_second constant double precision := held.refill_per_minute / 60.0;
begin
  return jsonb_build_object(
    'limit', held.capacity,
    'remaining', greatest(0, floor(bucket.tokens)),
    'refill_per_minute', held.refill_per_minute,
    'reset_seconds', ceil((held.capacity - bucket.tokens) / per_second),
    'retry_after_seconds', case refusal
      when 'bucket' then greatest(1, ceil((needed - bucket.tokens) / per_second))
      when 'daily_quota' then
        ceil(extract(epoch from (bucket.day + 1)::timestamp at time zone 'UTC' - bucket.refilled_at))
      when 'monthly_quota' then
        ceil(extract(epoch from (bucket.month + interval '1 month') at time zone 'UTC' - bucket.refilled_at))
      else 0
    end
  );
end
$$;
revoke all on function intake.describe_bucket(intake.rate_limit_buckets, intake.rate_limits, double precision, text)
  from public, anon, authenticated, service_role;
comment on function intake.describe_bucket(intake.rate_limit_buckets, intake.rate_limits, double precision, text)
  is 'What a caller is told of a bucket.';

-- Takes `cost` tokens and counts them in the day's and the month's quota, or none of it: a refusal consumes nothing.
--
-- share, 0 to 1: how much of the capacity may be used, the rest is kept back while the database is under load.
-- What needs more than the bucket can ever hold is let through by a full one, which then owes the difference.
-- spend_token = false leaves the bucket to another engine and checks the quotas alone.
-- returns {"allowed", "reason": null | "bucket" | "daily_quota" | "monthly_quota", ...describe_bucket}
--
-- Exact under concurrency: whoever checks out holds the bucket's row until the end of the transaction. Changing a limit keeps what
-- is in the bucket.
create function public.checkout_rate_limit(
  source text, cost integer default 1, share double precision default 1, spend_token boolean default true
)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  held constant intake.rate_limits := intake.rate_limit_of(source);
  needed constant double precision := least(
    held.capacity, cost + held.capacity * (1 - least(greatest(coalesce(share, 1), 0), 1))
  );
  bucket intake.rate_limit_buckets;
  last_refill timestamptz;
  refusal text;
begin
  if cost < 1 then
    raise exception using errcode = '22023', message = 'the cost must be positive', column = 'cost';
  end if;
  select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source for update;
  if not found then
    bucket := intake.bucket_at(null, held, clock_timestamp());
    insert into intake.rate_limit_buckets values (bucket.*)
    on conflict on constraint rate_limit_buckets_pkey do nothing;
    select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source for update;
  end if;
  last_refill := bucket.refilled_at;
  -- After the row is held, because waiting for it took time.
  bucket := intake.bucket_at(bucket, held, clock_timestamp());

  refusal := case
    when bucket.day_count + cost > held.daily_quota then 'daily_quota'
    when bucket.month_count + cost > held.monthly_quota then 'monthly_quota'
    when spend_token and bucket.tokens < needed then 'bucket'
  end;
  if refusal is null then
    bucket.tokens := bucket.tokens - case when spend_token then cost else 0 end;
    bucket.day_count := bucket.day_count + cost;
    bucket.month_count := bucket.month_count + cost;
  end if;
  -- A refusal writes nothing, except that the clock has stepped back: until it has caught up, nothing would be refilled.
  if refusal is null or last_refill > bucket.refilled_at then
    update intake.rate_limit_buckets b
    set tokens = bucket.tokens, refilled_at = bucket.refilled_at, day = bucket.day, day_count = bucket.day_count,
      month = bucket.month, month_count = bucket.month_count
    where b.source = bucket.source;
  end if;
  return jsonb_build_object('allowed', refusal is null, 'reason', refusal)
    || intake.describe_bucket(bucket, held, needed, refusal);
end
$$;
revoke all on function public.checkout_rate_limit(text, integer, double precision, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.checkout_rate_limit(text, integer, double precision, boolean) to service_role;
comment on function public.checkout_rate_limit(text, integer, double precision, boolean)
  is 'Takes tokens and counts them in the quotas, or none of it; exact under concurrency.';

-- What holds for a source, consuming nothing: {"source", "limit", "refill_per_minute", "daily_quota", "monthly_quota",
-- "remaining", "reset_seconds", "retry_after_seconds", "day_count", "month_count"}; the engines read their settings here.
create function public.get_rate_limit_info(source text)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  held constant intake.rate_limits := intake.rate_limit_of(source);
  bucket intake.rate_limit_buckets;
begin
  select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source;
  bucket := intake.bucket_at(bucket, held, clock_timestamp());
  return jsonb_build_object(
    'source', held.source, 'daily_quota', held.daily_quota, 'monthly_quota', held.monthly_quota,
    'day_count', coalesce(bucket.day_count, 0), 'month_count', coalesce(bucket.month_count, 0)
  ) || intake.describe_bucket(bucket, held, 1, null);
end
$$;
revoke all on function public.get_rate_limit_info(text) from public, anon, authenticated, service_role;
grant execute on function public.get_rate_limit_info(text) to service_role;
comment on function public.get_rate_limit_info(text) is 'What holds for a source and what it has left, consuming nothing.';

-- Deletes buckets that a new one would be the same as, full and their month over, and burst grants that ended a month ago. Returns how
-- many rows.
create function public.cleanup_stale_rate_limits()
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  buckets integer;
  grants integer;
begin
  delete from intake.rate_limit_buckets b
  using (
    select l.source, intake.rate_limit_of(l.source) as held
    from intake.rate_limit_buckets l
    where l.refilled_at < now() - interval '2 days' and l.month < date_trunc('month', now() at time zone 'UTC')::date
  ) as idle
  where b.source = idle.source
    and b.refilled_at < now() - interval '2 days'
    and (intake.bucket_at(b, idle.held, now())).tokens >= (idle.held).capacity;
  get diagnostics buckets = row_count;
  delete from intake.rate_limit_grants g where g.expires_at < now() - interval '1 month';
  get diagnostics grants = row_count;
  return buckets + grants;
end
$$;
revoke all on function public.cleanup_stale_rate_limits() from public, anon, authenticated, service_role;
grant execute on function public.cleanup_stale_rate_limits() to service_role;
comment on function public.cleanup_stale_rate_limits()
  is 'Deletes buckets that can be forgotten and burst grants long ended; returns how many rows.';

create view public.v_rate_limit_status with (security_invoker = true) as
select
  b.source,
  l.capacity + coalesce(g.extra_capacity, 0) as capacity,
  l.refill_per_minute,
  greatest(0, floor(least(
    l.capacity + coalesce(g.extra_capacity, 0),
    b.tokens + greatest(0, extract(epoch from now() - b.refilled_at)) * l.refill_per_minute / 60
  )))::bigint as remaining,
  coalesce(g.extra_capacity, 0) as granted_capacity,
  l.daily_quota,
  case when b.day = (now() at time zone 'UTC')::date then b.day_count else 0 end as day_count,
  l.monthly_quota,
  case when b.month = date_trunc('month', now() at time zone 'UTC')::date then b.month_count else 0 end as month_count,
  b.refilled_at as last_delivery_at
from intake.rate_limit_buckets b
cross join lateral (
  select l.* from intake.rate_limits l
  where l.source in (b.source, split_part(b.source, '/', 1), '*')
  order by l.source = '*', length(l.source) desc
  limit 1
) as l
left join lateral (
  select sum(g.extra_capacity) as extra_capacity from intake.rate_limit_grants g
  where g.source in (b.source, split_part(b.source, '/', 1)) and g.expires_at > now()
) as g on true;
comment on view public.v_rate_limit_status is 'Each source''s limit, what is left of it, and its day''s and month''s counts.';
revoke all on public.v_rate_limit_status from public, anon, authenticated, service_role;
grant select on public.v_rate_limit_status to authenticated;
