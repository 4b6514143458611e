-- The receipts: one row per event that was verified, for as long as a duplicate of it must be recognised.

create table intake.webhook_events (
  id bigint generated always as identity primary key,
  provider text not null,
  endpoint text not null default '',
  event_id text not null,
  event_type text not null,
  status text not null,
  occurred_at timestamptz,
  received_at timestamptz not null default now(),
  request_id uuid not null,
  payload jsonb,
  changes jsonb not null default '[]',
  duplicates integer not null default 0,
  last_duplicate_at timestamptz,
  constraint webhook_events_once unique (provider, endpoint, event_id),
  constraint webhook_events_provider_is_slug check (provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  constraint webhook_events_endpoint_is_slug check (endpoint ~ '^[a-z0-9-]{0,64}$'),
  constraint webhook_events_event_id_length check (length(event_id) between 1 and 255),
  constraint webhook_events_event_type_length check (length(event_type) between 1 and 255),
  constraint webhook_events_status_is_known check (status in ('processed', 'stored', 'deferred', 'dead'))
);
comment on table intake.webhook_events is 'One receipt per verified event; its uniqueness is what makes a repeated delivery a duplicate.';
comment on column intake.webhook_events.endpoint is 'The named endpoint it came in by; empty for the provider''s default one.';
comment on column intake.webhook_events.status is 'processed: applied. stored: kept, nothing to apply. deferred: waits in the dead letter queue. dead: given up.';
comment on column intake.webhook_events.occurred_at is 'When it happened, by the provider''s clock; null when the provider doesn''t say.';
comment on column intake.webhook_events.payload is 'The event as sent; null once the retention of payloads has passed.';
comment on column intake.webhook_events.changes is 'What the event was taken to say.';

alter table intake.webhook_events enable row level security;
revoke all on intake.webhook_events from public, anon, authenticated, service_role;
grant select on intake.webhook_events to authenticated;

create policy "Staff read receipts" on intake.webhook_events
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
