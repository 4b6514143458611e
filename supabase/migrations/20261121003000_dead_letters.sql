-- Takes up to `batch` dead letters that are due, each for five minutes: whoever else asks in the meantime gets others, and
-- a retry that dies leaves its letters due again.
-- returns [{"letter", "kind", "provider", "endpoint", "event_id", "event_type", "occurred_at", "payload", "changes"}, ...]
create function public.claim_dead_letters(batch integer)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
declare
  claimed jsonb;
begin
  with due as (
    select d.id
    from intake.pipeline_dlq d
    where d.status = 'waiting' and d.next_attempt_at <= now()
    order by d.next_attempt_at
    limit least(greatest(batch, 0), 500)
    for update skip locked
  ),
  taken as (
    update intake.pipeline_dlq d
    set next_attempt_at = now() + interval '5 minutes'
    from due
    where d.id = due.id
    returning d.id, d.kind, d.webhook_event_id
  )
  select jsonb_agg(
    jsonb_build_object(
      'letter', t.id, 'kind', t.kind, 'provider', e.provider, 'endpoint', e.endpoint, 'event_id', e.event_id,
      'event_type', e.event_type, 'occurred_at', e.occurred_at, 'payload', e.payload, 'changes', e.changes
    )
    order by t.id
  )
  into claimed
  from taken t
  join intake.webhook_events e on e.id = t.webhook_event_id;
  return coalesce(claimed, '[]');
end
$$;
revoke all on function public.claim_dead_letters(integer) from public, anon, authenticated, service_role;
grant execute on function public.claim_dead_letters(integer) to service_role;
comment on function public.claim_dead_letters(integer) is 'Takes dead letters that are due, each for five minutes.';

-- Tries a dead letter again with the changes that its event is now taken to say, or notes that it still can't be mapped
-- (problem, {"code", "field"}). Returns {"status": "resolved" | "waiting" | "dead", "reason", "field"}.
--
-- The next attempt comes after 2^attempts minutes, at most 6 hours, half of it at random so that letters of one outage don't
-- return together. After twelve attempts, some two days, the letter is dead: an alert, and a person's to replay.
create function public.settle_dead_letter(letter bigint, changes jsonb, problem jsonb default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set plan_cache_mode = force_generic_plan  -- as the webhook's own door
set enable_seqscan = off
as $$
declare
  max_attempts constant integer := 12;
  held record;
  failure jsonb := problem;
  outcome text;
begin
  select d.id, d.attempts, d.webhook_event_id, e.provider, e.endpoint, e.event_id
  into held
  from intake.pipeline_dlq d
  join intake.webhook_events e on e.id = d.webhook_event_id
  where d.id = letter and d.status <> 'resolved'
  for update of d;
  if not found then
    return jsonb_build_object('status', 'resolved', 'reason', null, 'field', null);
  end if;

  if failure is null then
    failure := intake.try_changes(
      held.webhook_event_id, settle_dead_letter.changes, held.provider, intake.source(held.provider, held.endpoint, held.event_id)
    );
  end if;
  outcome := case
    when failure is null then 'resolved'
    when held.attempts + 1 >= max_attempts then 'dead'
    else 'waiting'
  end;

  update intake.pipeline_dlq d
  set
    status = outcome,
    attempts = held.attempts + 1,
    kind = case when problem is null then 'apply' else 'normalise' end,
    reason = coalesce(failure ->> 'code', d.reason),
    field = case when failure is null then d.field else failure ->> 'field' end,
    last_failed_at = case when failure is null then d.last_failed_at else now() end,
    next_attempt_at = now()
      + least(interval '6 hours', interval '1 minute' * 2 ^ (held.attempts + 1)) * (0.5 + random() / 2),
    resolved_at = case when failure is null then now() end
  where d.id = held.id;
  update intake.webhook_events e
  set
    status = case outcome when 'resolved' then 'processed' when 'dead' then 'dead' else 'deferred' end,
    changes = case when failure is null then settle_dead_letter.changes else e.changes end
  where e.id = held.webhook_event_id;
  if outcome = 'dead' then
    insert into public.pipeline_events (stage, webhook_event_id) values ('dead', held.webhook_event_id);
  end if;
  return jsonb_build_object('status', outcome, 'reason', failure ->> 'code', 'field', failure ->> 'field');
end
$$;
revoke all on function public.settle_dead_letter(bigint, jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.settle_dead_letter(bigint, jsonb, jsonb) to service_role;
comment on function public.settle_dead_letter(bigint, jsonb, jsonb)
  is 'Tries a dead letter again, and says when next or that it is given up.';
