-- For staff on call: find a delivery, see what became of it, replay it or see what a replay would change.

-- The business rows that the changes of one event are about, as they are now.
create function intake.rows_of(changes jsonb, provider text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  contacts constant bigint[] := array(
    select i.contact_id
    from jsonb_array_elements(changes) as change
    cross join lateral (
      select 'email' as scope, lower(change ->> 'email') as value
      union all
      select n ->> 'scope', n ->> 'value' from jsonb_array_elements(change -> 'identities') as n
    ) as named
    join public.contact_identities i on i.scope = named.scope and i.value = named.value
    where change ->> 'kind' = 'contact'
  );
begin
  return jsonb_build_object(
    'contacts', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.id), '[]') from public.contacts c where c.id = any (contacts)
    ),
    'products', (
      select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]')
      from public.products p
      where p.provider = rows_of.provider and p.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'product'
      )
    ),
    'transactions', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.id), '[]')
      from public.transactions t
      where t.provider = rows_of.provider and t.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'transaction'
      )
    ),
    'subscriptions', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.id), '[]')
      from public.subscriptions s
      where s.provider = rows_of.provider and s.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'subscription'
      )
    ),
    'registrations', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]')
      from public.registrations r
      where r.provider = rows_of.provider and r.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'registration'
      )
    ),
    'engagements', (
      select coalesce(jsonb_agg(to_jsonb(g) order by g.id), '[]')
      from public.engagements g
      where g.provider = rows_of.provider and g.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'engagement'
      )
    ),
    'contact_tags', (
      select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('name', t.name) order by a.contact_id, t.name), '[]')
      from public.tags t
      join public.contact_tags a on a.tag_id = t.id
      where a.contact_id = any (contacts) and t.name in (
        select c ->> 'name' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'tag'
      )
    )
  );
end
$$;
revoke all on function intake.rows_of(jsonb, text) from public, anon, authenticated, service_role;
comment on function intake.rows_of(jsonb, text)
  is 'The business rows that the changes of one event are about, as they are now.';

-- Every receipt of a provider's event id, newest first, with its dead letter, its audit trail and the rows it is about:
-- [{"receipt": {...}, "dead_letter": {...} or null, "trail": [...], "rows": {...}}, ...]
create function public.find_webhook_events(provider text, event_id text)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return coalesce((
    -- The endpoints one by one, because the receipts' index has them between the provider and the id.
    with recursive endpoints as (
      select min(e.endpoint) as endpoint from intake.webhook_events e where e.provider = find_webhook_events.provider
      union all
      select (
        select min(e.endpoint) from intake.webhook_events e
        where e.provider = find_webhook_events.provider and e.endpoint > last.endpoint
      )
      from endpoints as last
      where last.endpoint is not null
    )
    select jsonb_agg(
      jsonb_build_object(
        'receipt', to_jsonb(e),
        'dead_letter', (select to_jsonb(d) from intake.pipeline_dlq d where d.webhook_event_id = e.id),
        'trail', (
          select coalesce(jsonb_agg(jsonb_build_object('at', p.at, 'stage', p.stage) order by p.id), '[]')
          from public.pipeline_events p
          where p.webhook_event_id = e.id
        ),
        'rows', intake.rows_of(e.changes, e.provider)
      )
      order by e.id desc
    )
    from endpoints
    join intake.webhook_events e
      on e.provider = find_webhook_events.provider and e.endpoint = endpoints.endpoint
        and e.event_id = find_webhook_events.event_id
  ), '[]');
end
$$;
revoke all on function public.find_webhook_events(text, text) from public, anon, authenticated, service_role;
grant execute on function public.find_webhook_events(text, text) to service_role;
comment on function public.find_webhook_events(text, text)
  is 'Every receipt of a provider''s event id, with its dead letter, audit trail and the rows it is about.';

-- The events of a provider that wait in the dead letter queue or were given up, received from `since` up to `until`, oldest first, a
-- hundred at a time: those after receipt `after`, 0 for the first. Their payloads are for find_webhook_events to show.
-- returns [{"receipt", "endpoint", "event_id", "event_type", "received_at", "status", "kind", "reason", "field", "attempts",
-- "last_failed_at", "next_attempt_at"}, ...]
create function public.list_failed_webhook_events(provider text, since timestamptz, until timestamptz, after bigint default 0)
returns jsonb
language plpgsql
stable
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return coalesce((
    select jsonb_agg(to_jsonb(failed) order by failed.receipt)
    from (
      select e.id as receipt, e.endpoint, e.event_id, e.event_type, e.received_at, d.status, d.kind, d.reason, d.field,
        d.attempts, d.last_failed_at, case when d.status = 'waiting' then d.next_attempt_at end as next_attempt_at
      from intake.pipeline_dlq d
      join intake.webhook_events e on e.id = d.webhook_event_id
      where d.status <> 'resolved'
        and d.webhook_event_id > after
        and e.provider = list_failed_webhook_events.provider
        and e.received_at >= since and e.received_at < until
      order by d.webhook_event_id
      limit 100
    ) as failed
  ), '[]');
end
$$;
revoke all on function public.list_failed_webhook_events(text, timestamptz, timestamptz, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.list_failed_webhook_events(text, timestamptz, timestamptz, bigint) to service_role;
comment on function public.list_failed_webhook_events(text, timestamptz, timestamptz, bigint)
  is 'The events of a provider that could not be applied, in a range of time.';

-- Applies a received event again with the changes that it is now taken to say: with those it was applied with, that changes nothing.
-- A dry run does the same and rolls it back. Returns {"problem": null or {"code", "field"}, "before", "after"}, the rows that the
-- event is and was about; null when there is no such receipt.
create function public.replay_webhook_event(receipt bigint, changes jsonb, dry_run boolean)
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
  concerned jsonb;
  before jsonb;
  after jsonb;
  problem jsonb;
begin
  select e.* into event from intake.webhook_events e where e.id = receipt for no key update;
  if not found then
    return null;
  end if;
  concerned := changes || event.changes;
  before := intake.rows_of(concerned, event.provider);
  begin
    problem := intake.apply_again(event, changes);
    if problem is null then
      insert into public.pipeline_events (stage, webhook_event_id) values ('replayed', receipt);
    end if;
    after := intake.rows_of(concerned, event.provider);
    if dry_run then
      raise exception using errcode = 'SL001', message = 'a dry run is rolled back';
    end if;
  exception when sqlstate 'SL001' then
    null;
  end;
  return jsonb_build_object('problem', problem, 'before', before, 'after', after);
end
$$;
revoke all on function public.replay_webhook_event(bigint, jsonb, boolean) from public, anon, authenticated, service_role;
grant execute on function public.replay_webhook_event(bigint, jsonb, boolean) to service_role;
comment on function public.replay_webhook_event(bigint, jsonb, boolean)
  is 'Applies a received event again, or with dry_run shows what that would change.';
