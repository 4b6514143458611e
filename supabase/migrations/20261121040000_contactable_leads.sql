-- Whom a campaign may take next: consented, verified, never contacted, one lead per person and broker.

-- The live rule, on one lead: whether it may be written to at all, apart from how far it has come. Who keeps no hash of an address can't
-- be told from the same person at another property, and isn't contacted.
create function intake.may_be_written_to(lead public.leads)
returns boolean
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return lead.consent and lead.email_verified and lead.erased_at is null
    and lead.email_hash is not null and coalesce(lead.email, lead.email_encrypted) is not null
    and not exists (
      select from public.contacts c
      where c.id = lead.contact_id
        and (c.email_status in ('bounced', 'unsubscribed') or c.provenance ?| '{email_bounced,email_unsubscribed}')
    );
end
$$;
revoke all on function intake.may_be_written_to(public.leads) from public, anon, authenticated, service_role;
comment on function intake.may_be_written_to(public.leads) is 'Whether a lead may be written to, apart from how far it has come.';

-- The same rule over all leads, and who hasn't come anywhere yet. A person whom any campaign of the broker has taken, under whichever
-- property, has a lead that isn't new any more. It starts empty and unpopulated: refresh_contactable_leads() fills it.
create materialized view public.mv_contactable_leads as
select distinct on (l.broker_id, l.email_hash collate "C")
  l.id as lead_id, l.broker_id, l.email_hash, l.score, l.created_at, l.email_verified, l.phone_verified
from public.leads l
where l.campaign_status = 'new'
  and l.consent and l.email_verified and l.erased_at is null
  and l.email_hash is not null and (l.email is not null or l.email_encrypted is not null)
  and not exists (
    select from public.contacts c
    where c.id = l.contact_id
      and (c.email_status in ('bounced', 'unsubscribed') or c.provenance ?| '{email_bounced,email_unsubscribed}')
  )
  and not exists (
    select from public.leads o
    where o.broker_id = l.broker_id and o.email_hash = l.email_hash and o.campaign_status <> 'new'
  )
order by l.broker_id, l.email_hash collate "C", l.score desc, l.created_at, l.id
with no data;
comment on materialized view public.mv_contactable_leads
  is 'Whom a campaign may take next, one lead per person and broker, as of the last refresh; whoever takes one looks at the live row too.';

-- A concurrent refresh needs a unique index; the other one is the order in which the feeder takes.
create unique index mv_contactable_leads_once on public.mv_contactable_leads (lead_id);
create index mv_contactable_leads_order on public.mv_contactable_leads (broker_id, score desc, created_at, lead_id);

-- No row level security holds for a materialized view, so nobody reads it through the Data API.
revoke all on public.mv_contactable_leads from public, anon, authenticated, service_role;

-- The feeder looks for another lead of the same person, and the refresh for everybody's.
create index leads_person on public.leads (broker_id, email_hash) where email_hash is not null and campaign_status <> 'new';
