-- How many receipts each provider's hours brought, so that nobody goes through a fortnight of them to know what is usual.

-- One index for both times: events repeated in the last hour are found as those received in it are.
drop index intake.webhook_events_received;
create index webhook_events_times on intake.webhook_events
  using brin (received_at, last_duplicate_at) with (pages_per_range = 16, autosummarize = on);
create index webhook_events_failed on intake.webhook_events (received_at) where status in ('deferred', 'dead');

create table intake.receipt_hours (
  hour timestamptz not null,
  provider text not null,
  count integer not null,
  first_received_at timestamptz not null,
  last_received_at timestamptz not null,
  constraint receipt_hours_once primary key (hour, provider),
  constraint receipt_hours_hour_is_whole check (extract(epoch from hour)::bigint % 3600 = 0),
  constraint receipt_hours_count_range check (count > 0)
);
comment on table intake.receipt_hours is 'Receipts per provider and hour, of the hours that are over. What becomes of a receipt changes nothing here.';

alter table intake.receipt_hours enable row level security;
revoke all on intake.receipt_hours from public, anon, authenticated, service_role;
grant select on intake.receipt_hours to authenticated;
create policy "Staff read the sums of receipts" on intake.receipt_hours
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

-- Sums the hours that are over and aren't summed yet, and forgets those of more than a fortnight ago. A receipt has the time of its
-- transaction's beginning, and no transaction takes ten minutes.
create function intake.sum_receipt_hours()
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- nobody knows beforehand how little there is to sum
as $$
declare
  summed_until constant timestamptz := (select max(h.hour) + interval '1 hour' from intake.receipt_hours h);
begin
  insert into intake.receipt_hours (hour, provider, count, first_received_at, last_received_at)
  select date_trunc('hour', e.received_at, 'UTC') as hour, e.provider, count(*), min(e.received_at), max(e.received_at)
  from intake.webhook_events e
  where e.received_at >= coalesce(summed_until, date_trunc('hour', now() - interval '14 days', 'UTC'))
    and e.received_at < date_trunc('hour', now() - interval '10 minutes', 'UTC')
  group by 1, 2
  on conflict on constraint receipt_hours_once do nothing;
  delete from intake.receipt_hours h where h.hour < now() - interval '15 days';
end
$$;
revoke all on function intake.sum_receipt_hours() from public, anon, authenticated, service_role;
comment on function intake.sum_receipt_hours() is 'Sums the receipts of the hours that are over.';

select intake.sum_receipt_hours();
