-- The door of every webhook function: receipt, de-duplication, business effect and audit row of one verified delivery, in one
-- transaction and one round trip.
--
-- events: [{"id", "type", "occurred_at", "payload", "changes": [...], "problem": null or {"code", "field"},
--   "nonce": null or {"value", "seconds"}}, ...]; a nonce carries no other event for that long.
-- rate_limit: {"spend_token", "share"} as in checkout_rate_limit; null takes the delivery whatever the source's limit.
-- returns: {"rate_limit": what checkout_rate_limit says or null, "replayed": false,
--   "outcomes": [{"id", "status": "processed" | "duplicate" | "stored" | "deferred", "receipt"}, ...], in the order given}.
-- Over the limit, or with a nonce that was used for another event ("replayed": true), outcomes is null and nothing is kept.
--
-- Once it returns, every event is kept and will not be applied twice, however often it is delivered, in whatever order and
-- at the same time. If it raises, nothing is kept and the sender should deliver again.
create function public.process_webhook_atomically(
  provider text, endpoint text, request_id uuid, events jsonb, rate_limit jsonb default null
)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set plan_cache_mode = force_generic_plan  -- planning anew costs more than these statements do
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  problem jsonb;
  fresh record;
  outcome text;
  outcomes jsonb := '{}';
  checkout jsonb;
  nonce jsonb;
begin
  if rate_limit is not null then
    checkout := public.checkout_rate_limit(
      provider || case when endpoint = '' then '' else '/' || endpoint end, 1,
      (rate_limit ->> 'share')::double precision, (rate_limit ->> 'spend_token')::boolean
    );
    if not (checkout ->> 'allowed')::boolean then
      return jsonb_build_object('rate_limit', checkout, 'replayed', false, 'outcomes', null);
    end if;
  end if;

  for i in 0 .. jsonb_array_length(events) - 1 loop
    nonce := events -> i -> 'nonce';
    continue when coalesce(jsonb_typeof(nonce), 'null') = 'null';
    if not intake.use_nonce(
      provider, endpoint, nonce ->> 'value', events -> i ->> 'id', (nonce ->> 'seconds')::integer
    ) then
      return jsonb_build_object('rate_limit', checkout, 'replayed', true, 'outcomes', null);
    end if;
  end loop;

  for fresh in
    -- Sorted, so that two deliveries of overlapping batches claim in one direction and can't wait for each other.
    insert into intake.webhook_events as known (
      provider, endpoint, event_id, event_type, status, occurred_at, request_id, payload, changes
    )
    select distinct on (e ->> 'id')
      process_webhook_atomically.provider, process_webhook_atomically.endpoint, e ->> 'id', e ->> 'type',
      case
        when jsonb_typeof(e -> 'problem') = 'object' then 'deferred'
        when e -> 'changes' = '[]' then 'stored'
        else 'processed'
      end,
      (e ->> 'occurred_at')::timestamptz, process_webhook_atomically.request_id, e -> 'payload', e -> 'changes'
    from jsonb_array_elements(events) as e
    order by e ->> 'id'
    on conflict on constraint webhook_events_once do update
      set duplicates = known.duplicates + 1, last_duplicate_at = now()
    returning id, event_id, status, changes, duplicates = 0 as is_new
  loop
    if not fresh.is_new then
      outcome := 'duplicate';
    elsif fresh.status = 'processed' then
      problem := intake.try_changes(
        fresh.id, fresh.changes, provider, intake.source(provider, endpoint, fresh.event_id)
      );
      outcome := case when problem is null then 'processed' else intake.defer_event(fresh.id, 'apply', problem) end;
    elsif fresh.status = 'stored' then
      insert into public.pipeline_events (stage, webhook_event_id) values ('stored', fresh.id);
      outcome := 'stored';
    else
      select e -> 'problem' into problem from jsonb_array_elements(events) as e where e ->> 'id' = fresh.event_id limit 1;
      outcome := intake.defer_event(fresh.id, 'normalise', problem);
    end if;
    outcomes := outcomes || jsonb_build_object(
      fresh.event_id, jsonb_build_object('id', fresh.event_id, 'status', outcome, 'receipt', fresh.id)
    );
  end loop;

  -- An event that stands twice in one delivery was taken once; its second mention is a duplicate.
  return jsonb_build_object('rate_limit', checkout, 'replayed', false, 'outcomes', case
    when jsonb_array_length(events) = 1 then jsonb_build_array(outcomes -> (events -> 0 ->> 'id'))
    else (
      select jsonb_agg(
        case when e.mention = 1 then outcomes -> e.id else (outcomes -> e.id) || '{"status": "duplicate"}' end
        order by e.position
      )
      from (
        select e ->> 'id' as id, position, row_number() over (partition by e ->> 'id' order by position) as mention
        from jsonb_array_elements(events) with ordinality as listed (e, position)
      ) as e
    )
  end);
end
$$;
revoke all on function public.process_webhook_atomically(text, text, uuid, jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.process_webhook_atomically(text, text, uuid, jsonb, jsonb) to service_role;
comment on function public.process_webhook_atomically(text, text, uuid, jsonb, jsonb)
  is 'Receipt, de-duplication, business effect and audit row of one verified delivery, in one transaction.';
