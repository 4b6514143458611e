-- Applies one received event, and files it in the dead letter queue if the database refuses its changes. Returns the
-- receipt's status: processed or deferred.
--
-- Raises what says nothing about the event: no resources, shutting down, a conflict with another transaction that three
-- attempts did not get around. The receipt is then gone too, and the sender's retry starts afresh.
create function intake.process_event(receipt bigint, changes jsonb, provider text, source text)
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  contact_id bigint;
  code text;
  offended_constraint text;
  offended_column text;
begin
  for attempt in 1..3 loop
    begin
      contact_id := intake.apply_changes(changes, provider, source);
      insert into public.pipeline_events (stage, webhook_event_id, contact_id) values ('processed', receipt, contact_id);
      return 'processed';
    exception when others then
      get stacked diagnostics
        code = returned_sqlstate, offended_constraint = constraint_name, offended_column = column_name;
      if left(code, 2) in ('53', '55', '57', '58', 'XX') or (left(code, 2) = '40' and attempt = 3) then
        raise;
      end if;
      if left(code, 2) <> '40' then
        exit;
      end if;
    end;
  end loop;
  perform intake.defer_event(receipt, 'apply', code, coalesce(nullif(offended_constraint, ''), offended_column));
  return 'deferred';
end
$$;
revoke all on function intake.process_event(bigint, jsonb, text, text) from public, anon, authenticated, service_role;
comment on function intake.process_event(bigint, jsonb, text, text)
  is 'Applies one received event, and files it in the dead letter queue if the database refuses its changes.';

-- Files a received event in the dead letter queue, with a next attempt.
create function intake.defer_event(receipt bigint, kind text, reason text, field text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update intake.webhook_events set status = 'deferred' where id = receipt and status <> 'deferred';
  insert into intake.pipeline_dlq (webhook_event_id, kind, reason, field)
  values (receipt, defer_event.kind, defer_event.reason, nullif(defer_event.field, ''));
  insert into public.pipeline_events (stage, webhook_event_id) values ('deferred', receipt);
end
$$;
revoke all on function intake.defer_event(bigint, text, text, text) from public, anon, authenticated, service_role;
comment on function intake.defer_event(bigint, text, text, text)
  is 'Files a received event in the dead letter queue, with a next attempt.';
