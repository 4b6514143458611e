-- What was taken out of each campaign's number for a day, and how its tool has been doing.

-- The ledger. A place is used by the first attempt of a day to deliver a lead, before the attempt is made, and given back only when the
-- tool has surely not taken the lead. So whatever runs, dies or repeats, no more leads reach the tool in a day than places were used.
create table intake.campaign_days (
  campaign_id bigint not null references public.campaigns (id) on delete cascade,
  day date not null,
  daily_limit integer not null,
  used integer not null default 0,
  constraint campaign_days_once primary key (campaign_id, day),
  constraint campaign_days_used_within_limit check (used between 0 and daily_limit)
);
comment on table intake.campaign_days is 'How many leads may have reached each campaign''s tool, per day of the broker''s zone.';
comment on column intake.campaign_days.daily_limit is 'The campaign''s number when a place was last used; it may have been lowered since.';
comment on column intake.campaign_days.used is 'Leads that the tool took that day, or may have taken.';

create table intake.campaign_tools (
  campaign_id bigint primary key references public.campaigns (id) on delete cascade,
  failures integer not null default 0,
  last_error text,
  last_failed_at timestamptz,
  resume_at timestamptz,
  constraint campaign_tools_failures_range check (failures >= 0),
  constraint campaign_tools_last_error_is_code check (last_error ~ '^[A-Z0-9_]{1,64}$')
);
comment on table intake.campaign_tools is 'How the campaign tool of each campaign has been doing, once it has failed.';
comment on column intake.campaign_tools.failures is 'How often in a row nothing could be delivered.';
comment on column intake.campaign_tools.resume_at is 'Until then nothing is sent: it asked for a pause, or failed too recently.';

alter table intake.campaign_days enable row level security;
alter table intake.campaign_tools enable row level security;
revoke all on intake.campaign_days, intake.campaign_tools from public, anon, authenticated, service_role;
grant select on intake.campaign_days, intake.campaign_tools to authenticated;
create policy "Members read the days of their broker's campaigns" on intake.campaign_days
  for select to authenticated
  using (campaign_id = any (array(select c.id from public.campaigns c)));
create policy "Members read how their broker's campaign tools are doing" on intake.campaign_tools
  for select to authenticated
  using (campaign_id = any (array(select c.id from public.campaigns c)));

-- The day that an instant is on in a broker's zone; null when that is a weekend or a holiday, the broker's or everybody's.
create function intake.feeding_day(broker bigint, at timestamptz)
returns date
language plpgsql
stable
set search_path = ''
as $$
declare
  today constant date := (select (feeding_day.at at time zone b.time_zone)::date from public.brokers b where b.id = broker);
begin
  if extract(isodow from today) > 5
    or exists (select from public.holidays h where h.day = today and (h.broker_id = broker or h.broker_id is null))
  then
    return null;
  end if;
  return today;
end
$$;
revoke all on function intake.feeding_day(bigint, timestamptz) from public, anon, authenticated, service_role;
comment on function intake.feeding_day(bigint, timestamptz) is 'The day in a broker''s zone, if leads may enter campaigns on it.';
