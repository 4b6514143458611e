-- Notes what came of claimed leads:
--
-- taken     the tool has it, now or since an earlier attempt: the lead is in the campaign
-- unknown   the tool may have it: tried again later, and its place of the day stays used
-- later     the tool doesn't have it: tried again later
-- refused   the tool doesn't have it and never will
-- unsent    nothing was sent: as if it had not been claimed
--
-- outcomes are [{"key", "attempt", "result", "code"}, ...]. Only `taken` is believed of an attempt that isn't the last one any more.
-- pause_seconds is what the tool asked for, if it did; gone says that it wants no more, and pauses the campaign.
-- Returns {"fed", "waiting", "dead"}, what these leads have come to now.
create function intake.settle_campaign_leads(
  campaign bigint, outcomes jsonb, pause_seconds integer, gone boolean, at timestamptz
)
returns jsonb
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  keys constant uuid[] := array(select (e ->> 'key')::uuid from jsonb_array_elements(outcomes) as e);
  broker constant bigint := (select c.broker_id from public.campaigns c where c.id = campaign);
  taken bigint[];
  waited integer[];
  failed bigint[];
  last_code text;
  pause constant interval := least(greatest(coalesce(pause_seconds, 0), 0), 86400) * interval '1 second';
begin
  -- Before anything else is held, because events hold it before they hold leads.
  if outcomes @? '$[*] ? (@.result == "taken")' then
    perform pg_advisory_xact_lock(intake.lead_settling_lock());
  end if;
  -- Leads before what is on its way of them, as whoever changes a lead does.
  perform from public.leads l
  where l.id in (select o.lead_id from intake.campaign_outbox o where o.key = any (keys) and o.campaign_id = campaign)
  order by l.id
  for no key update;
  perform from intake.campaign_outbox o
  where o.key = any (keys) and o.campaign_id = campaign
  order by o.id
  for update;

  with fed as (
    update intake.campaign_outbox o
    set status = 'fed', fed_at = at, in_flight = false, reason = null
    from jsonb_array_elements(outcomes) as e
    where o.key = (e ->> 'key')::uuid and o.campaign_id = campaign and e ->> 'result' = 'taken' and o.status <> 'fed'
    returning o.lead_id, o.queued_at
  ),
  entered as (
    -- What a reply or a person has made of it meanwhile is further, and stays.
    update public.leads l
    set
      campaign_id = campaign,
      campaign_status = case when l.campaign_status in ('new', 'queued') then 'active' else l.campaign_status end,
      updated_at = now()
    from fed f
    where l.id = f.lead_id
  )
  select
    array_agg(f.lead_id order by f.lead_id),
    array_agg(least(extract(epoch from at - f.queued_at) * 1000, 2147483647)::integer order by f.lead_id)
  into taken, waited
  from fed f;
  if taken is not null then
    perform intake.record_lead_steps('fed', broker, taken, null, campaign, waited);
  end if;

  with others as (
    select o.id, o.day, o.attempts, o.is_uncertain, e ->> 'result' as result, e ->> 'code' as code
    from intake.campaign_outbox o
    join jsonb_array_elements(outcomes) as e on (e ->> 'key')::uuid = o.key
    where o.campaign_id = campaign and o.status = 'waiting' and o.in_flight and o.attempts = (e ->> 'attempt')::integer
      and e ->> 'result' in ('unknown', 'later', 'refused', 'unsent')
  ),
  settled as (
    update intake.campaign_outbox o
    set
      in_flight = false,
      status = case
        when t.result = 'refused' or t.result <> 'unsent' and t.attempts >= intake.most_attempts() then 'dead'
        else 'waiting'
      end,
      attempts = t.attempts - (t.result = 'unsent')::integer,
      is_uncertain = t.is_uncertain or t.result = 'unknown',
      day = case when t.is_uncertain or t.result = 'unknown' then t.day end,
      reason = coalesce(t.code, o.reason),
      next_attempt_at = case
        when t.result = 'unsent' then at
        else at + greatest(intake.backoff(t.attempts), pause)
      end
    from others t
    where o.id = t.id
    returning o.lead_id, o.status, t.result, t.code, case when o.day is null then t.day end as released
  ),
  given_back as (
    update intake.campaign_days d
    set used = d.used - r.places
    from (select s.released, count(*) as places from settled s where s.released is not null group by s.released) as r
    where d.campaign_id = campaign and d.day = r.released
  )
  select array_agg(s.lead_id) filter (where s.status = 'dead'), max(s.code) filter (where s.result <> 'unsent')
  into failed, last_code
  from settled s;
  if failed is not null then
    perform intake.record_lead_steps('feed_failed', broker, failed, null, campaign);
  end if;

  -- As long as it takes something, it isn't the tool that is at fault.
  if taken is not null then
    update intake.campaign_tools t set failures = 0, resume_at = null where t.campaign_id = campaign and t.failures > 0;
  elsif last_code is not null then
    insert into intake.campaign_tools as t (campaign_id, failures, last_error, last_failed_at, resume_at)
    values (campaign, 1, last_code, at, at + intake.backoff(1))
    on conflict on constraint campaign_tools_pkey do update set
      failures = t.failures + 1,
      last_error = excluded.last_error,
      last_failed_at = excluded.last_failed_at,
      resume_at = at + intake.backoff(t.failures + 1);
  end if;
  if pause > interval '0' then
    insert into intake.campaign_tools as t (campaign_id, last_error, last_failed_at, resume_at)
    values (campaign, last_code, at, at + pause)
    on conflict on constraint campaign_tools_pkey do update set resume_at = greatest(t.resume_at, excluded.resume_at);
  end if;
  if gone then
    update public.campaigns c set status = 'paused', updated_at = now() where c.id = campaign and c.status = 'active';
  end if;

  -- An answer to the campaign can have come before we knew that the lead was in it.
  if taken is not null then
    perform intake.settle_leads(taken);
  end if;

  return (
    select jsonb_build_object(
      'fed', count(*) filter (where o.status = 'fed'),
      'waiting', count(*) filter (where o.status = 'waiting'),
      'dead', count(*) filter (where o.status = 'dead')
    )
    from intake.campaign_outbox o
    where o.key = any (keys) and o.campaign_id = campaign
  );
end
$$;
revoke all on function intake.settle_campaign_leads(bigint, jsonb, integer, boolean, timestamptz)
  from public, anon, authenticated, service_role;
comment on function intake.settle_campaign_leads(bigint, jsonb, integer, boolean, timestamptz) is 'Notes what came of claimed leads.';

create function public.settle_campaign_leads(
  campaign bigint, outcomes jsonb, pause_seconds integer default null, gone boolean default false
)
returns jsonb
language sql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
  select intake.settle_campaign_leads(campaign, outcomes, pause_seconds, gone, now())
$$;
revoke all on function public.settle_campaign_leads(bigint, jsonb, integer, boolean) from public, anon, authenticated, service_role;
grant execute on function public.settle_campaign_leads(bigint, jsonb, integer, boolean) to service_role;
comment on function public.settle_campaign_leads(bigint, jsonb, integer, boolean) is 'Notes what came of claimed leads.';
