-- The dead letter queue: events that are ours, because they were acknowledged, but could not be applied yet.

create table intake.pipeline_dlq (
  id bigint generated always as identity primary key,
  webhook_event_id bigint not null references intake.webhook_events (id) on delete cascade,
  kind text not null,
  reason text not null,
  field text,
  status text not null default 'waiting',
  attempts integer not null default 0,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  next_attempt_at timestamptz not null default now() + interval '1 minute',
  resolved_at timestamptz,
  constraint pipeline_dlq_once unique (webhook_event_id),
  constraint pipeline_dlq_kind_is_known check (kind in ('normalise', 'apply')),
  constraint pipeline_dlq_status_is_known check (status in ('waiting', 'resolved', 'dead')),
  constraint pipeline_dlq_attempts_range check (attempts >= 0),
  constraint pipeline_dlq_resolved_has_time check ((status = 'resolved') = (resolved_at is not null))
);
comment on table intake.pipeline_dlq is 'Events that were received but could not be applied, with the reason and the next attempt.';
comment on column intake.pipeline_dlq.kind is 'normalise: the payload could not be mapped. apply: the database refused the changes.';
comment on column intake.pipeline_dlq.reason is 'A mapping problem''s code, or an SQLSTATE; never a message, which could hold personal data.';
comment on column intake.pipeline_dlq.field is 'The payload''s field or the constraint that is to blame.';

create index pipeline_dlq_due on intake.pipeline_dlq (next_attempt_at) where status = 'waiting';

alter table intake.pipeline_dlq enable row level security;
revoke all on intake.pipeline_dlq from public, anon, authenticated, service_role;
grant select on intake.pipeline_dlq to authenticated;

create policy "Staff read the dead letter queue" on intake.pipeline_dlq
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
