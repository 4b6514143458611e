-- Takes up to `batch` leads that are due from a campaign's outbox: whoever else asks gets others. Each uses a place of the day, unless an
-- earlier attempt of that day did. A claim holds for five minutes, within which an attempt must have begun and ended; none is given
-- where the day would be over by then. An attempt counts when it is claimed, as a dead letter's does.
-- returns [{"lead", "key", "attempt", "email", "phone", "full_name", "given_name", "family_name", "street", "unit", "city", "state",
-- "postal_code"}, ...]
create or replace function intake.claim_campaign_leads(campaign bigint, batch integer, at timestamptz)
returns jsonb
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  claim constant interval := '5 minutes';
  broker constant bigint := (select c.broker_id from public.campaigns c where c.id = campaign);
  today constant date := intake.feeding_day(broker, at);
  size constant integer := least(greatest(batch, 0), 500);
  most integer;
  places integer;
  abandoned bigint[];
  claimed jsonb;
begin
  if today is null
    or intake.feeding_day(broker, at + claim) is distinct from today
    or exists (select from intake.campaign_tools t where t.campaign_id = campaign and t.resume_at > at)
  then
    return '[]';
  end if;

  -- Whoever claims of a campaign holds its day, so that the places are counted once.
  insert into intake.campaign_days (campaign_id, day, daily_limit)
  select c.id, today, c.daily_limit from public.campaigns c where c.id = campaign
  on conflict on constraint campaign_days_once do nothing;
  select c.daily_limit, c.daily_limit - d.used into most, places
  from intake.campaign_days d
  join public.campaigns c on c.id = d.campaign_id
  where d.campaign_id = campaign and d.day = today and c.status = 'active'
  for update of d;
  if not found then
    return '[]';
  end if;

  with gone as (
    select o.id, o.lead_id
    from intake.campaign_outbox o
    where o.campaign_id = campaign and o.status = 'waiting' and o.next_attempt_at <= at and o.attempts >= intake.most_attempts()
    for update skip locked
  ),
  given_up as (
    update intake.campaign_outbox o
    set status = 'dead', reason = coalesce(o.reason, 'ABANDONED'), in_flight = false
    from gone g
    where o.id = g.id
    returning o.lead_id
  )
  select array_agg(g.lead_id) into abandoned from given_up g;
  if abandoned is not null then
    perform intake.record_lead_steps('feed_failed', broker, abandoned, null, campaign);
  end if;
  while intake.drop_campaign_leads(campaign, today, size, at) > 0 loop
  end loop;

  with due as (
    -- Checked once more, because a lead that somebody was at was passed over above.
    select o.id, o.day is not distinct from today as has_place, o.next_attempt_at
    from intake.campaign_outbox o
    join public.leads l on l.id = o.lead_id
    where o.campaign_id = campaign and o.status = 'waiting' and o.next_attempt_at <= at
      and l.campaign_status = 'queued' and l.email_hash = o.person and intake.may_be_written_to(l)
    order by has_place desc, o.next_attempt_at, o.id
    limit size
    for update of o, l skip locked
  ),
  in_order as (
    select d.id, d.has_place, row_number() over (partition by d.has_place order by d.next_attempt_at, d.id) as nth from due d
  ),
  taken as (
    update intake.campaign_outbox o
    set
      attempts = o.attempts + 1,
      -- A claim that was never settled may have reached the tool.
      is_uncertain = i.has_place and (o.is_uncertain or o.in_flight),
      in_flight = true,
      day = today,
      next_attempt_at = at + greatest(claim, intake.backoff(o.attempts + 1))
    from in_order i
    where o.id = i.id and (i.has_place or i.nth <= places)
    returning o.id, o.key, o.attempts, o.lead_id, i.has_place
  ),
  used as (
    update intake.campaign_days d
    set daily_limit = most, used = d.used + n.places
    from (select count(*) as places from taken t where not t.has_place) as n
    where d.campaign_id = campaign and d.day = today and n.places > 0
  )
  select jsonb_agg(
    jsonb_build_object(
      'lead', l.id, 'key', t.key, 'attempt', t.attempts, 'email', intake.address_of(l),
      'phone', l.phone, 'full_name', l.full_name, 'given_name', l.given_name, 'family_name', l.family_name,
      'street', l.street, 'unit', l.unit, 'city', l.city, 'state', l.state, 'postal_code', l.postal_code
    )
    order by t.id
  )
  into claimed
  from taken t
  join public.leads l on l.id = t.lead_id;
  return coalesce(claimed, '[]');
end
$$;
revoke all on function intake.claim_campaign_leads(bigint, integer, timestamptz) from public, anon, authenticated, service_role;
comment on function intake.claim_campaign_leads(bigint, integer, timestamptz)
  is 'Takes leads that are due from a campaign''s outbox, each for five minutes and within the day''s number.';
