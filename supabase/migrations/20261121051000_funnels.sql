-- What became of each upload's rows, and of the leads among them.
create view public.v_upload_funnel with (security_invoker = true) as
select u.broker_id, b.slug as broker, u.id as upload, u.file_name, u.status, u.received_at, u.promoted_at,
  round(extract(epoch from u.promoted_at - u.received_at) * 1000)::bigint as milliseconds,
  u.rows_read, u.rows_refused, u.leads_new, u.leads_changed, u.leads_unchanged, u.conflicts,
  s.verified, s.consented, s.queued, s.fed, s.called, s.replied, s.booked, s.bounced, s.unsubscribed
from public.lead_uploads u
join public.brokers b on b.id = u.broker_id
cross join lateral (
  select
    coalesce(sum(s.steps) filter (where s.stage = 'verified'), 0)::bigint as verified,
    coalesce(sum(s.steps) filter (where s.stage = 'consented'), 0)::bigint as consented,
    coalesce(sum(s.steps) filter (where s.stage = 'queued'), 0)::bigint as queued,
    coalesce(sum(s.steps) filter (where s.stage = 'fed'), 0)::bigint as fed,
    coalesce(sum(s.steps) filter (where s.stage = 'called'), 0)::bigint as called,
    coalesce(sum(s.steps) filter (where s.stage = 'replied'), 0)::bigint as replied,
    coalesce(sum(s.steps) filter (where s.stage = 'booked'), 0)::bigint as booked,
    coalesce(sum(s.steps) filter (where s.stage = 'bounced'), 0)::bigint as bounced,
    coalesce(sum(s.steps) filter (where s.stage = 'unsubscribed'), 0)::bigint as unsubscribed
  from public.upload_steps s
  where s.upload_id = u.id
) as s;
comment on view public.v_upload_funnel is 'What became of each upload''s rows, and of the leads among them.';

-- What became of the leads in each campaign.
create view public.v_campaign_funnel with (security_invoker = true) as
select c.broker_id, b.slug as broker, c.id as campaign_id, c.name as campaign, c.status,
  s.queued, s.fed, s.feed_failed, s.called, s.replied, s.booked, s.bounced, s.unsubscribed,
  round(s.replied::numeric / nullif(s.fed, 0), 4) as reply_rate,
  round(s.booked::numeric / nullif(s.fed, 0), 4) as booking_rate
from public.campaigns c
join public.brokers b on b.id = c.broker_id
cross join lateral (
  select
    coalesce(sum(d.steps) filter (where d.stage = 'queued'), 0)::bigint as queued,
    coalesce(sum(d.steps) filter (where d.stage = 'fed'), 0)::bigint as fed,
    coalesce(sum(d.steps) filter (where d.stage = 'feed_failed'), 0)::bigint as feed_failed,
    coalesce(sum(d.steps) filter (where d.stage = 'called'), 0)::bigint as called,
    coalesce(sum(d.steps) filter (where d.stage = 'replied'), 0)::bigint as replied,
    coalesce(sum(d.steps) filter (where d.stage = 'booked'), 0)::bigint as booked,
    coalesce(sum(d.steps) filter (where d.stage = 'bounced'), 0)::bigint as bounced,
    coalesce(sum(d.steps) filter (where d.stage = 'unsubscribed'), 0)::bigint as unsubscribed
  from public.pipeline_days d
  where d.campaign_id = c.id
) as s;
comment on view public.v_campaign_funnel is 'What became of the leads in each campaign.';

revoke all on public.v_upload_funnel, public.v_campaign_funnel from public, anon, authenticated, service_role;
grant select on public.v_upload_funnel, public.v_campaign_funnel to authenticated;
