-- The audit trail: what the pipeline did, step by step. Append only. It refers to receipts and contacts without a foreign key,
-- because it outlives them: a receipt's retention ends, a person is erased, and what was done remains on record.

create table public.pipeline_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  stage text not null,
  webhook_event_id bigint,
  contact_id bigint,
  broker_id bigint references public.brokers (id),
  constraint pipeline_events_stage_is_slug check (stage ~ '^[a-z][a-z_]{0,63}$')
);
comment on table public.pipeline_events is 'What the pipeline did to whom and when, one row per step.';
comment on column public.pipeline_events.stage is 'The step, as in processed, stored, deferred.';

create index pipeline_events_webhook_event on public.pipeline_events (webhook_event_id) where webhook_event_id is not null;
create index pipeline_events_contact on public.pipeline_events (contact_id) where contact_id is not null;
create index pipeline_events_broker on public.pipeline_events (broker_id, at) where broker_id is not null;

alter table public.pipeline_events enable row level security;
revoke all on public.pipeline_events from public, anon, authenticated, service_role;
grant select on public.pipeline_events to authenticated;

create policy "Staff read all pipeline events, members their broker's" on public.pipeline_events
  for select to authenticated
  using (
    exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff')
    or broker_id in (select m.broker_id from public.members m where m.user_id = (select auth.uid()))
  );
