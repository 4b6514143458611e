-- Writes what an engagement change says that is newer; returns whether it wrote.
create function intake.apply_engagement(change jsonb, provider text, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.engagements as g (
    provider, external_id, kind, contact_id, status, campaign_external_id, occurred_at, provenance
  )
  select
    apply_engagement.provider, c.external_id, c.engagement_kind, apply_engagement.contact_id, c.status, c.campaign,
    c.occurred_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_engagement.contact_id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'campaign', case when c.campaign is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, engagement_kind text, status text, campaign text, occurred_at timestamptz
  )
  on conflict on constraint engagements_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(g.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else g.contact_id end,
    status = case when excluded.provenance ->> 'status' > coalesce(g.provenance ->> 'status', '') collate "C"
      then excluded.status else g.status end,
    campaign_external_id = case
      when excluded.provenance ->> 'campaign' > coalesce(g.provenance ->> 'campaign', '') collate "C"
      then excluded.campaign_external_id else g.campaign_external_id end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(g.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else g.occurred_at end,
    provenance = intake.newest(g.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(g.provenance, excluded.provenance) <> g.provenance;
  return found;
end
$$;
revoke all on function intake.apply_engagement(jsonb, text, bigint, text) from public, anon, authenticated, service_role;
comment on function intake.apply_engagement(jsonb, text, bigint, text) is 'Writes what an engagement change says that is newer.';
