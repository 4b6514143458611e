-- The audit trail learns of leads: which one, from which upload, in which campaign, and how long the step took.

alter table public.pipeline_events
  add column lead_id bigint,
  add column upload_id uuid,
  add column campaign_id bigint,
  add column milliseconds integer,
  add constraint pipeline_events_milliseconds_range check (milliseconds >= 0);
comment on column public.pipeline_events.milliseconds is 'How long the step took, or how long the lead had waited for it; null when nobody measured.';

create index pipeline_events_lead on public.pipeline_events (lead_id) where lead_id is not null;
create index pipeline_events_upload on public.pipeline_events (upload_id) where upload_id is not null;
