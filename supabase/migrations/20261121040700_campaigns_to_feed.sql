-- The campaigns that leads may enter now: [{"campaign", "broker", "destination", "external_id", "url", "has_waiting"}, ...]. Those of
-- whose outbox something is due come with has_waiting.
create function intake.campaigns_to_feed(at timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'campaign', c.id, 'broker', b.slug, 'destination', c.destination, 'external_id', c.external_id, 'url', c.url,
        'has_waiting', exists (
          select from intake.campaign_outbox o
          where o.campaign_id = c.id and o.status = 'waiting' and o.next_attempt_at <= at
        )
      )
      order by c.id
    )
    from public.campaigns c
    join public.brokers b on b.id = c.broker_id
    left join intake.campaign_tools t on t.campaign_id = c.id
    where c.status = 'active' and intake.feeding_day(c.broker_id, at) is not null and (t.resume_at > at) is not true
  ), '[]');
end
$$;
revoke all on function intake.campaigns_to_feed(timestamptz) from public, anon, authenticated, service_role;
comment on function intake.campaigns_to_feed(timestamptz) is 'The campaigns that leads may enter now.';

create function public.campaigns_to_feed()
returns jsonb
language sql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
  select intake.campaigns_to_feed(now())
$$;
revoke all on function public.campaigns_to_feed() from public, anon, authenticated, service_role;
grant execute on function public.campaigns_to_feed() to service_role;
comment on function public.campaigns_to_feed() is 'The campaigns that leads may enter now.';

-- Gives back the leads that wait for a campaign that has ended and were never tried, so that another may take them: {"released"}. Those
-- that were tried stay where they are.
create function public.release_ended_campaigns()
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  released bigint;
begin
  with waiting as (
    select o.id, o.lead_id
    from intake.campaign_outbox o
    join public.campaigns c on c.id = o.campaign_id
    join public.leads l on l.id = o.lead_id
    where o.status = 'waiting' and o.attempts = 0 and c.status = 'ended'
    for update of o, l skip locked
  ),
  undone as (
    delete from intake.campaign_outbox o using waiting w where o.id = w.id
    returning o.lead_id
  )
  update public.leads l
  set campaign_status = 'new', updated_at = now()
  from undone u
  where l.id = u.lead_id and l.campaign_status = 'queued';
  get diagnostics released = row_count;
  return jsonb_build_object('released', released);
end
$$;
revoke all on function public.release_ended_campaigns() from public, anon, authenticated, service_role;
grant execute on function public.release_ended_campaigns() to service_role;
comment on function public.release_ended_campaigns() is 'Gives back the leads that wait for a campaign that has ended.';

-- For whoever is on call, in the SQL editor, once what was wrong is mended: lets a campaign's given-up leads be tried again. Returns how
-- many there are.
create function intake.revive_campaign_leads(campaign bigint)
returns bigint
language sql
volatile
set search_path = ''
as $$
  with revived as (
    update intake.campaign_outbox o
    set status = 'waiting', attempts = 1, next_attempt_at = now()
    where o.campaign_id = campaign and o.status = 'dead' and o.person is not null and o.reason is distinct from 'NOT_CONTACTABLE'
    returning o.id
  )
  select count(*) from revived
$$;
revoke all on function intake.revive_campaign_leads(bigint) from public, anon, authenticated, service_role;
comment on function intake.revive_campaign_leads(bigint) is 'Lets a campaign''s given-up leads be tried again; how many there are.';
