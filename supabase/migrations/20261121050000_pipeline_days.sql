-- What the audit trail adds up to, kept with every step, so that a funnel over ten million steps is read from a few rows.
--
-- A sum that everybody adds to is a row that everybody waits for. So each sum is spread over slots: a transaction adds to a slot that
-- no other one holds (intake.record_lead_steps), and who reads adds the slots up.

create table public.pipeline_days (
  id bigint generated always as identity primary key,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  campaign_id bigint references public.campaigns (id) on delete cascade,
  day date not null,
  stage text not null,
  slot integer not null,
  steps bigint not null,
  constraint pipeline_days_once unique nulls not distinct (broker_id, day, stage, campaign_id, slot)
);
comment on table public.pipeline_days is 'How many steps there were by broker, campaign and day.';
comment on column public.pipeline_days.day is 'The day in the broker''s time zone.';
comment on column public.pipeline_days.slot is 'Sums are spread over slots, so that nobody waits to add to one.';

create index pipeline_days_campaign on public.pipeline_days (campaign_id) where campaign_id is not null;

-- Apart from the days: by day and by duration, there would be more sums than steps.
create table public.pipeline_durations (
  id bigint generated always as identity primary key,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  campaign_id bigint references public.campaigns (id) on delete cascade,
  stage text not null,
  bucket smallint not null,
  slot integer not null,
  steps bigint not null,
  milliseconds bigint not null,
  constraint pipeline_durations_once unique nulls not distinct (broker_id, stage, campaign_id, bucket, slot),
  constraint pipeline_durations_bucket_range check (bucket between 0 and 63)
);
comment on table public.pipeline_durations is 'How long steps took, by broker and campaign, where anybody measured.';
comment on column public.pipeline_durations.bucket
  is 'Half powers of two: each of these steps took less than 2^(bucket/2) milliseconds, and no less than half a power below.';
comment on column public.pipeline_durations.slot is 'As in pipeline_days.';
comment on column public.pipeline_durations.milliseconds is 'How long they took in all.';

create index pipeline_durations_campaign on public.pipeline_durations (campaign_id) where campaign_id is not null;

create table public.upload_steps (
  upload_id uuid not null references public.lead_uploads (id) on delete cascade,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  stage text not null,
  slot integer not null,
  steps bigint not null,
  constraint upload_steps_pkey primary key (upload_id, stage, slot)
);
comment on table public.upload_steps is 'How many steps the leads of each upload have made.';
comment on column public.upload_steps.slot is 'As in pipeline_days.';

create index upload_steps_broker on public.upload_steps (broker_id);

alter table public.pipeline_days enable row level security;
alter table public.pipeline_durations enable row level security;
alter table public.upload_steps enable row level security;
revoke all on public.pipeline_days, public.pipeline_durations, public.upload_steps from public, anon, authenticated, service_role;
grant select on public.pipeline_days, public.pipeline_durations, public.upload_steps to authenticated;

create policy "Members read their broker's days" on public.pipeline_days
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members read how long their broker's steps took" on public.pipeline_durations
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members read the steps of their broker's uploads" on public.upload_steps
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
