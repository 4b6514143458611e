-- What the figures by broker are counted from without reading a lead, and begins as leads_broker_status did. It is small, because leads
-- of one broker are alike in all of it.
create index leads_figures on public.leads (broker_id, campaign_status, score, email_verified, phone_verified, consent, erased_at);
drop index public.leads_broker_status;

-- Of each broker's leads, how many could be verified and how many agreed.
create view public.v_verification_rates with (security_invoker = true) as
select l.broker_id, b.slug as broker, l.leads, l.email_verified, l.phone_verified, l.consented,
  round(l.email_verified::numeric / l.leads, 4) as email_rate,
  round(l.phone_verified::numeric / l.leads, 4) as phone_rate,
  round(l.consented::numeric / l.leads, 4) as consent_rate
from (
  select c.broker_id, count(*) as leads,
    count(*) filter (where c.email_verified) as email_verified,
    count(*) filter (where c.phone_verified) as phone_verified,
    count(*) filter (where c.consent) as consented
  from public.leads c
  where c.erased_at is null
  group by c.broker_id
) as l
join public.brokers b on b.id = l.broker_id;
comment on view public.v_verification_rates is 'Of each broker''s leads, how many could be verified and how many agreed to be contacted.';

-- Each broker's leads by tens of their score, and how far they have come.
create view public.v_lead_scores with (security_invoker = true) as
select l.broker_id, b.slug as broker, l.score_from, case when l.score_from = 90 then 100 else l.score_from + 9 end as score_to, l.leads, l.contacted, l.replied, l.booked
from (
  select c.broker_id, least(c.score / 10 * 10, 90) as score_from, count(*) as leads,
    count(*) filter (where c.campaign_status in ('active', 'replied', 'booked')) as contacted,
    count(*) filter (where c.campaign_status in ('replied', 'booked')) as replied,
    count(*) filter (where c.campaign_status = 'booked') as booked
  from public.leads c
  where c.erased_at is null
  group by c.broker_id, score_from
) as l
join public.brokers b on b.id = l.broker_id;
comment on view public.v_lead_scores is 'Each broker''s leads by tens of their score, and how far they have come.';

revoke all on public.v_verification_rates, public.v_lead_scores from public, anon, authenticated, service_role;
grant select on public.v_verification_rates, public.v_lead_scores to authenticated;
