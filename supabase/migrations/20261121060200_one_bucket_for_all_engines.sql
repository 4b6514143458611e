-- The bucket here hears of every delivery, whichever engine decided, and has the last word: what passes around a fallback from
-- Redis and back is bounded by one bucket, not by two.

-- Takes `cost` tokens and counts them in the day's and the month's quota, or none of it: a refusal consumes nothing.
--
-- share, 0 to 1: how much of the capacity may be used, the rest is kept back while the database is under load.
-- What needs more than the bucket can ever hold is let through by a full one, which then owes the difference.
-- spend_token = false: another engine's bucket let the delivery through. It is taken off this one too, which may come to owe a
-- hundredth of its capacity, one token at least, because the two are never asked in the same instant; and nobody waits for the
-- bucket's row unless the source has a quota: whoever finds it held leaves a note instead, which the next holder takes off.
-- returns {"allowed", "reason": null | "bucket" | "daily_quota" | "monthly_quota", ...describe_bucket}
--
-- Exact under concurrency: whoever decides holds the bucket's row until the end of the transaction. Notes of transactions that
-- run at that moment aren't seen, so they may take the bucket into debt by as many tokens, which it has then to earn back.
-- Changing a limit keeps what is in the bucket.
create or replace function public.checkout_rate_limit(
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
  owing constant double precision := case when spend_token then 0 else greatest(1, held.capacity * 0.01) end;
  waits constant boolean := spend_token or held.daily_quota is not null or held.monthly_quota is not null;
  is_held boolean;
  bucket intake.rate_limit_buckets;
  seen record;
  noted bigint;
  last_refill timestamptz;
  refusal text;
begin
  if cost < 1 then
    raise exception using errcode = '22023', message = 'the cost must be positive', column = 'cost';
  end if;
  select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source for update skip locked;
  is_held := found;
  if not is_held and not waits then
    -- In one statement: a holder that commits between two would take the notes away and leave its bucket unseen.
    select b as bucket, (
      select coalesce(sum(s.cost), 0) from intake.rate_limit_spendings s where s.source = b.source
    ) as noted into seen
    from intake.rate_limit_buckets b where b.source = held.source;
    bucket := seen.bucket;
    noted := seen.noted;
  end if;
  if bucket.source is null then
    insert into intake.rate_limit_buckets values ((intake.bucket_at(null, held, clock_timestamp())).*)
    on conflict on constraint rate_limit_buckets_pkey do nothing;
    select b.* into bucket from intake.rate_limit_buckets b where b.source = held.source for update;
    is_held := true;
  end if;
  if is_held then
    with told as (
      delete from intake.rate_limit_spendings s where s.source = held.source returning s.cost
    )
    select coalesce(sum(told.cost), 0) into noted from told;
  end if;
  last_refill := bucket.refilled_at;
  -- After the row is held, because waiting for it took time.
  bucket := intake.bucket_at(bucket, held, clock_timestamp());
  bucket.tokens := bucket.tokens - noted;
  bucket.day_count := bucket.day_count + noted;
  bucket.month_count := bucket.month_count + noted;

  refusal := case
    when bucket.day_count + cost > held.daily_quota then 'daily_quota'
    when bucket.month_count + cost > held.monthly_quota then 'monthly_quota'
    when bucket.tokens + owing < needed then 'bucket'
  end;
  if refusal is null then
    bucket.tokens := bucket.tokens - cost;
    bucket.day_count := bucket.day_count + cost;
    bucket.month_count := bucket.month_count + cost;
  end if;
  if not is_held then
    if refusal is null then
      insert into intake.rate_limit_spendings (source, cost) values (held.source, checkout_rate_limit.cost);
    end if;
  -- A refusal writes nothing, except what others noted, and that the clock has stepped back: until it has caught up, nothing
  -- would be refilled.
  elsif refusal is null or noted > 0 or last_refill > bucket.refilled_at then
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
  is 'Takes tokens and counts them in the quotas, or none of it; of another engine''s decisions it takes note without waiting.';

-- Deletes buckets that a new one would be the same as, full and their month over, notes that nobody came for in two days, and burst
-- grants that ended a month ago. Returns how many rows.
create or replace function public.cleanup_stale_rate_limits()
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  buckets integer;
  notes integer;
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
  -- Not those that a bucket's holder is just taking off, which would wait for us while we wait for it.
  delete from intake.rate_limit_spendings s
  where s.id in (
    select old.id from intake.rate_limit_spendings old
    where old.spent_at < now() - interval '2 days'
    for update skip locked
  );
  get diagnostics notes = row_count;
  delete from intake.rate_limit_grants g where g.expires_at < now() - interval '1 month';
  get diagnostics grants = row_count;
  return buckets + notes + grants;
end
$$;
revoke all on function public.cleanup_stale_rate_limits() from public, anon, authenticated, service_role;
grant execute on function public.cleanup_stale_rate_limits() to service_role;
comment on function public.cleanup_stale_rate_limits()
  is 'Deletes buckets that can be forgotten, notes nobody came for and burst grants long ended; returns how many rows.';
