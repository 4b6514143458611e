-- What a broker decides for all that is done in its name.

alter table public.brokers
  add column time_zone text not null default 'America/Los_Angeles',
  add column encrypts_emails boolean not null default false,
  add constraint brokers_time_zone_is_known check (timestamptz '2026-01-01 00:00Z' at time zone time_zone is not null);
comment on column public.brokers.time_zone is 'IANA name of the zone in which the broker''s days begin and end.';
comment on column public.brokers.encrypts_emails is 'Whether the addresses of its leads are kept encrypted; holds for what is written from then on.';

create table public.holidays (
  id bigint generated always as identity primary key,
  broker_id bigint references public.brokers (id) on delete cascade,
  day date not null,
  name text not null default '',
  constraint holidays_once unique nulls not distinct (broker_id, day),
  constraint holidays_name_length check (length(name) <= 200)
);
comment on table public.holidays is 'Days on which nobody enters a campaign: a broker''s own, or everybody''s where broker_id is null.';

alter table public.holidays enable row level security;
revoke all on public.holidays from public, anon, authenticated, service_role;
grant select, insert, delete on public.holidays to authenticated;

-- What a caller sees of brokers is already theirs alone, so a row belongs to them when its broker is among those. As an array, which
-- is worked out once and lets an index on broker_id be used.
create policy "Everybody reads common holidays, members their broker's" on public.holidays
  for select to authenticated
  using (broker_id is null or broker_id = any (array(select b.id from public.brokers b)));
create policy "Members add holidays of their broker" on public.holidays
  for insert to authenticated
  with check (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members remove holidays of their broker" on public.holidays
  for delete to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
