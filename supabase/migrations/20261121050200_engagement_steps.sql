-- Engagements learn at which step of its sequence a campaign was, and never forget what a reply once was said to be.

alter table public.engagements
  add column step integer,
  add constraint engagements_step_range check (step between 0 and 1000);
comment on column public.engagements.step is 'The step of the campaign''s sequence that it answers to.';
comment on column public.engagements.provenance
  is 'Per group of fields, the stamp of the statement that last wrote it; under by_person and stop, of the last that said a reply was that.';

-- As before, and the step; and whether it was ever said that a person wrote the reply, and that they wrote to be left alone: what a
-- lead became by that it does not become again by a later word, so it must not depend on which word came first.
create or replace function intake.apply_engagement(change jsonb, provider text, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.engagements as g (
    provider, external_id, kind, contact_id, status, campaign_external_id, step, occurred_at, provenance
  )
  select
    apply_engagement.provider, c.external_id, c.engagement_kind, apply_engagement.contact_id, c.status, c.campaign, c.step,
    c.occurred_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_engagement.contact_id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'campaign', case when c.campaign is not null then stamp end,
      'step', case when c.step is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end,
      'by_person', case when c.engagement_kind = 'reply' and c.status is distinct from 'auto-reply-received' then stamp end,
      'stop', case when c.engagement_kind = 'reply' and c.status = 'stop' then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, engagement_kind text, status text, campaign text, step integer, occurred_at timestamptz
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
    step = case when excluded.provenance ->> 'step' > coalesce(g.provenance ->> 'step', '') collate "C"
      then excluded.step else g.step end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(g.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else g.occurred_at end,
    provenance = intake.newest(g.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(g.provenance, excluded.provenance) <> g.provenance;
  return found;
end
$$;

update public.engagements g
set provenance = g.provenance || jsonb_strip_nulls(jsonb_build_object(
  'by_person', case when g.status is distinct from 'auto-reply-received' then g.provenance -> 'status' end,
  'stop', case when g.status = 'stop' then g.provenance -> 'status' end
))
where g.kind = 'reply';
