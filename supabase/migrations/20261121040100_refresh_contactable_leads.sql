-- Brings mv_contactable_leads up to date; the caller holds the lock. Concurrently, so that nobody who reads it waits; which PostgreSQL
-- refuses to do the first time, and after a restore without data.
create function intake.refresh_contactable_view()
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if (select c.relispopulated from pg_catalog.pg_class c where c.oid = 'public.mv_contactable_leads'::regclass) then
    refresh materialized view concurrently public.mv_contactable_leads;
  else
    refresh materialized view public.mv_contactable_leads;
  end if;
end
$$;
revoke all on function intake.refresh_contactable_view() from public, anon, authenticated, service_role;
comment on function intake.refresh_contactable_view() is 'Brings mv_contactable_leads up to date.';

-- Refreshes the contactable leads, unless somebody else is at it: {"refreshed", "rows", "milliseconds"}; rows is null when they are.
create function public.refresh_contactable_leads()
returns jsonb
language plpgsql
volatile
security definer  -- only its owner can refresh the view
set search_path = ''
-- The Data API takes a function's own timeout for its transaction, and 8 seconds don't do for a million leads.
set statement_timeout = '120s'
as $$
declare
  start constant timestamptz := clock_timestamp();
  refreshed constant boolean := ops.run_with_lock('refresh-contactable-leads', 'intake.refresh_contactable_view()'::regprocedure);
begin
  return jsonb_build_object(
    'refreshed', refreshed,
    'rows', case when refreshed then (select count(*) from public.mv_contactable_leads) end,
    'milliseconds', round(extract(epoch from clock_timestamp() - start) * 1000)
  );
end
$$;
revoke all on function public.refresh_contactable_leads() from public, anon, authenticated, service_role;
grant execute on function public.refresh_contactable_leads() to service_role;
comment on function public.refresh_contactable_leads() is 'Refreshes the contactable leads, unless somebody else is at it.';
