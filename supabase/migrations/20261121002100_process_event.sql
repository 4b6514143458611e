-- An event's key in stamps: no two events share one.
create function intake.source(provider text, endpoint text, event_id text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
begin
  return provider || '/' || endpoint || '/' || event_id;
end
$$;
revoke all on function intake.source(text, text, text) from public, anon, authenticated, service_role;
comment on function intake.source(text, text, text) is 'An event''s key in stamps.';

-- Applies what a received event says, with its line in the audit trail; null when that worked. Otherwise nothing of it is
-- applied, and why: {"code", "field"}, an SQLSTATE and the constraint or column that was offended.
--
-- Raises what says nothing about the event: no resources, shutting down, a conflict with another transaction that three
-- attempts did not get around.
create function intake.try_changes(receipt bigint, changes jsonb, provider text, source text)
returns jsonb
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
      return null;
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
  return jsonb_build_object(
    'code', code, 'field', coalesce(nullif(offended_constraint, ''), nullif(offended_column, ''))
  );
end
$$;
revoke all on function intake.try_changes(bigint, jsonb, text, text) from public, anon, authenticated, service_role;
comment on function intake.try_changes(bigint, jsonb, text, text)
  is 'Applies what a received event says; null when that worked, otherwise why nothing of it was applied.';

-- Files a received event in the dead letter queue, with a next attempt.
create function intake.defer_event(receipt bigint, kind text, problem jsonb)
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  update intake.webhook_events set status = 'deferred' where id = receipt and status <> 'deferred';
  insert into intake.pipeline_dlq (webhook_event_id, kind, reason, field)
  values (receipt, defer_event.kind, problem ->> 'code', nullif(problem ->> 'field', ''));
  insert into public.pipeline_events (stage, webhook_event_id) values ('deferred', receipt);
  return 'deferred';
end
$$;
revoke all on function intake.defer_event(bigint, text, jsonb) from public, anon, authenticated, service_role;
comment on function intake.defer_event(bigint, text, jsonb)
  is 'Files a received event in the dead letter queue, with a next attempt.';
