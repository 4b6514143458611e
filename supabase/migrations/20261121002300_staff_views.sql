-- What staff read of the intake schema through the Data API, with their own rights.

create view public.v_webhook_events with (security_invoker = true) as
select id, provider, endpoint, event_id, event_type, status, occurred_at, received_at, request_id, duplicates,
  last_duplicate_at, payload, changes
from intake.webhook_events;
comment on view public.v_webhook_events is 'Receipts: every verified event, what became of it and how often it came again.';

create view public.v_pipeline_dlq with (security_invoker = true) as
select d.id, e.provider, e.endpoint, e.event_id, e.event_type, d.kind, d.reason, d.field, d.status, d.attempts,
  d.first_failed_at, d.last_failed_at, d.next_attempt_at, d.resolved_at
from intake.pipeline_dlq d
join intake.webhook_events e on e.id = d.webhook_event_id;
comment on view public.v_pipeline_dlq is 'The dead letter queue: events that were received but could not be applied, and why.';

revoke all on public.v_webhook_events, public.v_pipeline_dlq from public, anon, authenticated, service_role;
grant select on public.v_webhook_events, public.v_pipeline_dlq to authenticated;
