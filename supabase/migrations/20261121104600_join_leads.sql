-- Makes several leads of one broker one: the others' steps and what only they say become the lead's, and they are gone. What it says
-- itself stays. The caller holds the broker's lock, and the leads.
--
-- Raises SL025 where one of the others has a history that would be lost: it agreed, was sent a link, or was in a campaign or taken out of
-- all. Raises SL026 where two of them have a MAK or a parcel each, which are two properties, whatever a row says.
create function intake.join_leads(lead_id bigint, others bigint[])
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  staging constant uuid := gen_random_uuid();
begin
  if exists (
    select from public.leads l
    where l.id = any (others) and (
      l.consent or l.campaign_status <> 'new' or l.added_to_campaign_at is not null or l.call_attempt_count > 0
      or exists (select from intake.campaign_outbox o where o.lead_id = l.id)
      or exists (select from intake.consent_tokens t where t.lead_id = l.id)
    )
  ) then
    raise exception using errcode = 'SL025', message = 'another lead of the conflict has a history that would be lost';
  end if;
  if (
    select count(l.mak) > 1 or count(distinct l.apn) > 1
      or count(distinct nullif(l.apn_county, '')) filter (where l.apn is not null) > 1
    from public.leads l
    where l.id = any (lead_id || others)
  ) then
    raise exception using errcode = 'SL026', message = 'the leads of the conflict are two properties';
  end if;

  -- As rows that come one after the other, the lead itself last, so that it has the last word. What isn't verified says nothing.
  insert into intake.leads_staging
  select r.*
  from (
    select l.*, row_number() over (order by l.id = join_leads.lead_id, l.id) as line
    from public.leads l
    where l.id = any (join_leads.lead_id || others)
  ) as l
  cross join lateral jsonb_populate_record(null::intake.leads_staging, to_jsonb(l) || jsonb_build_object(
    'upload_id', staging, 'email_verified', nullif(l.email_verified, false), 'phone_verified', nullif(l.phone_verified, false)
  )) as r;
  delete from public.leads l where l.id = any (others);
  for line in 1 .. cardinality(others) + 1 loop
    perform intake.merge_leads(staging, array[line], array[lead_id]);
  end loop;
  delete from intake.leads_staging s where s.upload_id = staging;

  update public.pipeline_events e set lead_id = join_leads.lead_id where e.lead_id = any (others);
  update public.lead_conflicts c
  set lead_ids = array(
    select distinct case when u.id = any (others) then join_leads.lead_id else u.id end as id from unnest(c.lead_ids) as u (id) order by id
  )
  from public.leads l
  where l.id = join_leads.lead_id and c.broker_id = l.broker_id and c.lead_ids && others;
end
$$;
revoke all on function intake.join_leads(bigint, bigint[]) from public, anon, authenticated, service_role;
comment on function intake.join_leads(bigint, bigint[]) is 'Makes several leads of one broker one, where nothing of the others'' history is lost.';
