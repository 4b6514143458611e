-- Letters that are still somebody's business, among all that were ever resolved.
create index pipeline_dlq_unresolved on intake.pipeline_dlq (webhook_event_id) where status <> 'resolved';

alter table intake.webhook_events add column revision integer not null default 0;
comment on column intake.webhook_events.revision is 'How often it was applied again with other changes; part of its stamps from the first time on.';

-- After how many attempts a dead letter is given up: with the waits below some day and a half after its event came.
create function intake.most_attempts()
returns integer
language plpgsql
immutable
set search_path = ''
as $$
begin
  return 16;
end
$$;
revoke all on function intake.most_attempts() from public, anon, authenticated, service_role;
comment on function intake.most_attempts() is 'After how many attempts a dead letter is given up.';

-- How long a dead letter waits after so many attempts: 2^attempts minutes, at most 6 hours, and up to half of it less, at random,
-- so that the letters of one outage don't return together.
create function intake.backoff(attempts integer)
returns interval
language plpgsql
volatile
set search_path = ''
as $$
begin
  return least(interval '6 hours', interval '1 minute' * 2 ^ least(attempts, 10)) * (0.5 + random() / 2);
end
$$;
revoke all on function intake.backoff(integer) from public, anon, authenticated, service_role;
comment on function intake.backoff(integer) is 'How long a dead letter waits after so many attempts.';

-- Gives up an event that waits in the dead letter queue: an alert, and a person's to replay.
create function intake.give_up_event(receipt bigint, problem jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update intake.pipeline_dlq d
  set status = 'dead', reason = problem ->> 'code', field = nullif(problem ->> 'field', ''), last_failed_at = now()
  where d.webhook_event_id = receipt;
  update intake.webhook_events e set status = 'dead' where e.id = receipt;
  insert into public.pipeline_events (stage, webhook_event_id) values ('dead', receipt);
end
$$;
revoke all on function intake.give_up_event(bigint, jsonb) from public, anon, authenticated, service_role;
comment on function intake.give_up_event(bigint, jsonb) is 'Gives up an event that waits in the dead letter queue.';

-- Applies what a kept event is now taken to say, and its dead letter, if it has one, is resolved; null when that worked, otherwise
-- why nothing of it was applied. The caller holds the receipt.
--
-- Other changes than those it was applied with are a later revision of the same event: they replace what it said, where nothing newer
-- has. What it no longer says stays: silence never erases.
create function intake.apply_again(event intake.webhook_events, changes jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
declare
  next_revision constant integer := event.revision + (event.status = 'processed' and changes <> event.changes)::integer;
  source text := intake.source(event.provider, event.endpoint, event.event_id);
  problem jsonb;
begin
  if changes = '[]' then
    insert into public.pipeline_events (stage, webhook_event_id) values ('stored', event.id);
  else
    if next_revision > 0 then
      -- A space sorts before what ids are made of, so that between two events of one instant the order stays.
      source := source || pg_catalog.to_char(next_revision, '" "FM000000');
    end if;
    problem := intake.try_changes(event.id, changes, event.provider, source);
  end if;
  if problem is null then
    update intake.webhook_events e
    set
      status = case when apply_again.changes = '[]' then 'stored' else 'processed' end,
      changes = apply_again.changes,
      revision = next_revision
    where e.id = event.id;
    update intake.pipeline_dlq d
    set status = 'resolved', resolved_at = now()
    where d.webhook_event_id = event.id and d.status <> 'resolved';
  end if;
  return problem;
end
$$;
revoke all on function intake.apply_again(intake.webhook_events, jsonb) from public, anon, authenticated, service_role;
comment on function intake.apply_again(intake.webhook_events, jsonb)
  is 'Applies what a kept event is now taken to say; null when that worked, otherwise why nothing of it was applied.';

-- Takes up to `batch` dead letters that are due: whoever else asks gets others. An attempt counts when it is claimed, and the next
-- one is set then, five minutes later at the soonest: a retry that dies leaves its letters due again, each at another time, so that
-- a letter that kills its retry comes to be alone, and is given up in the end.
-- returns [{"letter", "kind", "reason", "provider", "endpoint", "event_id", "event_type", "occurred_at", "payload", "changes"}, ...]
create function public.claim_dead_letters(batch integer)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  claimed jsonb;
begin
  perform intake.give_up_event(abandoned.receipt, '{"code": "abandoned"}')
  from (
    select e.id as receipt
    from intake.pipeline_dlq d
    join intake.webhook_events e on e.id = d.webhook_event_id
    where d.status = 'waiting' and d.next_attempt_at <= now() and d.attempts >= intake.most_attempts()
    for update of e, d skip locked
  ) as abandoned;

  with due as (
    select d.id
    from intake.pipeline_dlq d
    where d.status = 'waiting' and d.next_attempt_at <= now() and d.attempts < intake.most_attempts()
    order by d.next_attempt_at
    limit least(greatest(batch, 0), 500)
    for update skip locked
  ),
  taken as (
    update intake.pipeline_dlq d
    set
      attempts = d.attempts + 1,
      next_attempt_at = now() + greatest(interval '5 minutes', intake.backoff(d.attempts + 1))
    from due
    where d.id = due.id
    returning d.id, d.kind, d.reason, d.webhook_event_id
  )
  select jsonb_agg(
    jsonb_build_object(
      'letter', t.id, 'kind', t.kind, 'reason', t.reason, 'provider', e.provider, 'endpoint', e.endpoint, 'event_id', e.event_id,
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
comment on function public.claim_dead_letters(integer) is 'Takes dead letters that are due, each for five minutes or more.';

-- Tries a claimed dead letter again with the changes that its event is now taken to say, or notes that it still can't be mapped
-- (problem, {"code", "field"}). Returns {"status": "resolved" | "waiting" | "dead", "reason", "field"}; a letter that isn't waiting
-- any more stays as it is.
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
  event intake.webhook_events;
  held intake.pipeline_dlq;
  failure jsonb := problem;
begin
  -- The receipt first, then its letter, then business rows, as in the webhook's own door: nobody waits in a circle.
  select e.* into event
  from intake.webhook_events e
  where e.id = (select d.webhook_event_id from intake.pipeline_dlq d where d.id = letter)
  for no key update;
  select d.* into held from intake.pipeline_dlq d where d.id = letter for update;
  if held.status is distinct from 'waiting' then
    return jsonb_build_object('status', coalesce(held.status, 'resolved'), 'reason', null, 'field', null);
  end if;

  if problem is null then
    failure := intake.apply_again(event, changes);
    if failure is null then
      return jsonb_build_object('status', 'resolved', 'reason', null, 'field', null);
    end if;
  end if;

  update intake.pipeline_dlq d
  set
    kind = case when problem is null then 'apply' else 'normalise' end,
    reason = failure ->> 'code',
    field = nullif(failure ->> 'field', ''),
    last_failed_at = now(),
    next_attempt_at = now() + intake.backoff(held.attempts)
  where d.id = held.id;
  if held.attempts >= intake.most_attempts() then
    perform intake.give_up_event(event.id, failure);
  end if;
  return jsonb_build_object(
    'status', case when held.attempts >= intake.most_attempts() then 'dead' else 'waiting' end,
    'reason', failure ->> 'code', 'field', nullif(failure ->> 'field', '')
  );
end
$$;
revoke all on function public.settle_dead_letter(bigint, jsonb, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.settle_dead_letter(bigint, jsonb, jsonb) to service_role;
comment on function public.settle_dead_letter(bigint, jsonb, jsonb)
  is 'Tries a claimed dead letter again, and says when next or that it is given up.';
