-- Takes contactable leads for a campaign into its outbox, best score first, then oldest: as many as the day's number still has room for
-- beside those that wait, and `batch` at most. {"queued"}
create function intake.queue_campaign_leads(campaign bigint, batch integer, at timestamptz)
returns jsonb
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
set enable_bitmapscan = off  -- nor may it sort all that is contactable to take the first few
as $$
declare
  broker constant bigint := (select c.broker_id from public.campaigns c where c.id = campaign);
  today date;
  room integer;
  queued bigint[];
begin
  -- One at a time for a broker, so that two of its campaigns never reach for the same person.
  perform from public.brokers b where b.id = broker for no key update;
  today := intake.feeding_day(broker, at);
  if today is null
    or not (select c.relispopulated from pg_catalog.pg_class c where c.oid = 'public.mv_contactable_leads'::regclass)
  then
    return '{"queued": 0}';
  end if;

  -- In one statement, because a lead that is being claimed moves from one number to the other.
  select
    c.daily_limit
      - coalesce((select d.used from intake.campaign_days d where d.campaign_id = c.id and d.day = today), 0)
      - (
        select count(*) from intake.campaign_outbox o
        where o.campaign_id = c.id and o.status = 'waiting' and o.day is distinct from today
      )
  into room
  from public.campaigns c
  where c.id = campaign and c.status = 'active';

  with candidates as (
    select l.id, l.email_hash
    from public.mv_contactable_leads m
    join public.leads l on l.id = m.lead_id
    where m.broker_id = broker
      and l.broker_id = broker and l.campaign_status = 'new' and intake.may_be_written_to(l)
      and not exists (
        select from public.leads o
        where o.broker_id = broker and o.email_hash = l.email_hash and o.campaign_status <> 'new'
      )
      and not exists (
        select from intake.campaign_outbox o where o.broker_id = broker and o.person = l.email_hash
      )
      and not exists (
        select from intake.campaign_outbox o where o.campaign_id = campaign and o.lead_id = l.id
      )
    order by m.score desc, m.created_at, m.lead_id
    limit greatest(0, least(coalesce(room, 0), batch))
    for update of l skip locked
  ),
  taken as (
    insert into intake.campaign_outbox (campaign_id, broker_id, lead_id, person, queued_at, next_attempt_at)
    select campaign, broker, c.id, c.email_hash, at, at from candidates c
    on conflict do nothing
    returning lead_id
  ),
  marked as (
    update public.leads l set campaign_status = 'queued', updated_at = now() from taken t where l.id = t.lead_id
    returning l.id
  )
  select array_agg(m.id) into queued from marked m;

  if queued is not null then
    perform intake.record_lead_steps('queued', broker, queued, null, campaign);
  end if;
  return jsonb_build_object('queued', coalesce(cardinality(queued), 0));
end
$$;
revoke all on function intake.queue_campaign_leads(bigint, integer, timestamptz) from public, anon, authenticated, service_role;
comment on function intake.queue_campaign_leads(bigint, integer, timestamptz)
  is 'Takes contactable leads for a campaign into its outbox, as many as the day has room for.';

create function public.queue_campaign_leads(campaign bigint, batch integer)
returns jsonb
language sql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
  select intake.queue_campaign_leads(campaign, batch, now())
$$;
revoke all on function public.queue_campaign_leads(bigint, integer) from public, anon, authenticated, service_role;
grant execute on function public.queue_campaign_leads(bigint, integer) to service_role;
comment on function public.queue_campaign_leads(bigint, integer)
  is 'Takes contactable leads for a campaign into its outbox, as many as the day has room for.';
