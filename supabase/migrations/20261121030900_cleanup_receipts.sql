-- Receipts come in the order of their ids, or nearly: whoever wants the oldest looks at the first ids, and needs no index for it. What
-- came out of order by some seconds waits until those before it are old as well.

-- Drops the payloads of the next `batch` receipts that are old enough; how many receipts it went through. What could not be applied yet
-- keeps its payload, because that is what it is tried again from.
create function public.drop_old_payloads(batch integer default 1000)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  horizon constant timestamptz := ops.kept_since('payloads');
  done_to bigint;
  went_through integer;
  last_id bigint;
begin
  select r.progress into done_to from ops.retention r where r.what = 'payloads' for update;
  with next_receipts as materialized (
    select e.id, e.received_at from intake.webhook_events e where e.id > done_to order by e.id limit batch
  )
  select count(*), max(n.id) into went_through, last_id
  from next_receipts n
  where n.id < coalesce((select min(y.id) from next_receipts y where y.received_at >= horizon), 9223372036854775807);
  if went_through = 0 then
    return 0;
  end if;
  update intake.webhook_events e
  set payload = null
  where e.id > done_to and e.id <= last_id and e.payload is not null and e.status in ('processed', 'stored');
  update ops.retention r set progress = last_id where r.what = 'payloads';
  return went_through;
end
$$;
revoke all on function public.drop_old_payloads(integer) from public, anon, authenticated, service_role;
grant execute on function public.drop_old_payloads(integer) to service_role;
comment on function public.drop_old_payloads(integer)
  is 'Drops the payloads of the next receipts that are old enough; returns how many receipts it went through.';

-- Deletes up to `batch` receipts, with their dead letters, that are older than the horizon of de-duplication, or than `keep_days`: asked for
-- less than the floor it refuses. Returns how many.
create function public.cleanup_old_receipts(batch integer default 1000, keep_days integer default null)
returns integer
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  horizon constant timestamptz := coalesce(now() - make_interval(days => keep_days), ops.kept_since('receipts'));
  removed integer;
begin
  if keep_days < ops.least_days_kept('receipts') then
    raise exception using errcode = '22023', message = 'receipts are kept longer than that, for duplicates to be recognised';
  end if;
  with oldest as materialized (
    select e.id, e.received_at from intake.webhook_events e order by e.id limit batch
  )
  delete from intake.webhook_events e
  where e.id in (select o.id from oldest o where o.received_at < horizon);
  get diagnostics removed = row_count;
  return removed;
end
$$;
revoke all on function public.cleanup_old_receipts(integer, integer) from public, anon, authenticated, service_role;
grant execute on function public.cleanup_old_receipts(integer, integer) to service_role;
comment on function public.cleanup_old_receipts(integer, integer)
  is 'Deletes receipts older than the horizon of de-duplication, never younger ones; returns how many.';
