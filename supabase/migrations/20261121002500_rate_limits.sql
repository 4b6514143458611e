-- How much verified traffic each source may send. One place says it; running functions see a change within 30 seconds.

create table intake.rate_limits (
  source text primary key,
  capacity integer not null,
  refill_per_minute integer not null,
  daily_quota bigint,
  monthly_quota bigint,
  updated_at timestamptz not null default now(),
  constraint rate_limits_capacity_range check (capacity between 1 and 1000000),
  constraint rate_limits_refill_range check (refill_per_minute between 1 and 1000000),
  constraint rate_limits_quotas_positive check (daily_quota > 0 and monthly_quota > 0)
);
comment on table intake.rate_limits is 'The limit of each source: a provider, a provider/endpoint, or * for all without a row of their own.';
comment on column intake.rate_limits.capacity is 'How many deliveries may come at once: the size of the token bucket.';
comment on column intake.rate_limits.refill_per_minute is 'How many per minute in the long run.';
comment on column intake.rate_limits.daily_quota is 'How many per day, UTC; null for as many as the bucket lets through.';
comment on column intake.rate_limits.monthly_quota is 'How many per calendar month, UTC; null for as many as the bucket lets through.';

insert into intake.rate_limits (source, capacity, refill_per_minute) values
  ('*', 60, 60),
  ('kajabi', 120, 60),
  ('paypal', 200, 120),
  ('ticket-tailor', 150, 90);

create table intake.rate_limit_grants (
  id bigint generated always as identity primary key,
  source text not null,
  extra_capacity integer not null,
  expires_at timestamptz not null,
  reason text not null default '',
  created_at timestamptz not null default now(),
  constraint rate_limit_grants_extra_capacity_range check (extra_capacity between 1 and 1000000)
);
comment on table intake.rate_limit_grants is 'Burst grants: capacity on top of a source''s limit until a time, for a launch or a replay.';

create index rate_limit_grants_source on intake.rate_limit_grants (source, expires_at);

create table intake.rate_limit_buckets (
  source text primary key,
  tokens double precision not null,
  refilled_at timestamptz not null,
  day date not null,
  day_count bigint not null,
  month date not null,
  month_count bigint not null
);
comment on table intake.rate_limit_buckets is 'What each source has left: tokens as of refilled_at, and what its day and month have seen.';

alter table intake.rate_limits enable row level security;
alter table intake.rate_limit_grants enable row level security;
alter table intake.rate_limit_buckets enable row level security;
revoke all on intake.rate_limits, intake.rate_limit_grants, intake.rate_limit_buckets
  from public, anon, authenticated, service_role;
grant select on intake.rate_limits, intake.rate_limit_grants, intake.rate_limit_buckets to authenticated;

create policy "Staff read rate limits" on intake.rate_limits
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
create policy "Staff read burst grants" on intake.rate_limit_grants
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
create policy "Staff read buckets" on intake.rate_limit_buckets
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
