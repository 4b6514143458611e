-- Which days of the week a broker's campaigns take leads on. Monday to Friday, unless it says otherwise.

alter table public.brokers
  add column campaign_weekdays integer[] not null default '{1,2,3,4,5}',
  add constraint brokers_campaign_weekdays_are_days check (campaign_weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(campaign_weekdays) > 0);
comment on column public.brokers.campaign_weekdays is 'The days of the week on which leads enter its campaigns, 1 for Monday to 7 for Sunday.';

-- The day that an instant is on in a broker's zone; null when its campaigns take nobody on it: the wrong day of the week, or a holiday, the
-- broker's or everybody's.
create or replace function intake.feeding_day(broker bigint, at timestamptz)
returns date
language plpgsql
stable
set search_path = ''
as $$
declare
  today date;
  takes_leads boolean;
begin
  select local.day, extract(isodow from local.day) = any (b.campaign_weekdays)
  into today, takes_leads
  from public.brokers b
  cross join lateral (select (feeding_day.at at time zone b.time_zone)::date as day) as local
  where b.id = broker;
  if not takes_leads
    or exists (select from public.holidays h where h.day = today and (h.broker_id = broker or h.broker_id is null))
  then
    return null;
  end if;
  return today;
end
$$;
revoke all on function intake.feeding_day(bigint, timestamptz) from public, anon, authenticated, service_role;
comment on function intake.feeding_day(bigint, timestamptz) is 'The day in a broker''s zone, if leads may enter campaigns on it.';
