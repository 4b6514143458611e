-- How long things are kept that are not kept for ever. One place says it.

-- The fewest days that something may be kept. Receipts are what duplicates are recognised by: they outlast every sender's attempts
-- and every list of events that can be gone through again, thirty days at most, by far.
create function ops.least_days_kept(what text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select case what when 'receipts' then 90 when 'payloads' then 14 when 'job-runs' then 2 else 1 end
$$;
revoke all on function ops.least_days_kept(text) from public, anon, authenticated, service_role;
comment on function ops.least_days_kept(text) is 'The fewest days that something may be kept.';

create table ops.retention (
  what text primary key,
  days integer not null,
  progress bigint not null default 0,
  constraint retention_what_is_known
    check (what in ('receipts', 'payloads', 'refusals', 'job-runs', 'cron-history', 'health-checks', 'health-alerts')),
  constraint retention_days_floor check (days >= ops.least_days_kept(what))
);
comment on table ops.retention is 'For how many days things are kept.';
comment on column ops.retention.what
  is 'receipts: the horizon of de-duplication. payloads: what events said, of receipts; what could not be applied yet keeps its own.';
comment on column ops.retention.progress is 'Of payloads: the receipt up to which they have been dropped.';

insert into ops.retention (what, days) values
  ('receipts', 400),
  ('payloads', 90),
  ('refusals', 30),
  ('job-runs', 30),
  ('cron-history', 14),
  ('health-checks', 90),
  ('health-alerts', 90);

alter table ops.retention enable row level security;
revoke all on ops.retention from public, anon, authenticated, service_role;
grant select on ops.retention to authenticated;
create policy "Staff read how long things are kept" on ops.retention
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

create view public.v_retention with (security_invoker = true) as
select what, days from ops.retention;
comment on view public.v_retention is 'For how many days things are kept.';
revoke all on public.v_retention from public, anon, authenticated, service_role;
grant select on public.v_retention to authenticated;

-- The moment before which something is not kept any more.
create function ops.kept_since(what text)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select now() - make_interval(days => r.days) from ops.retention r where r.what = kept_since.what
$$;
revoke all on function ops.kept_since(text) from public, anon, authenticated, service_role;
comment on function ops.kept_since(text) is 'The moment before which something is not kept any more.';
