-- Runs a function without arguments while holding a lock of that name, until the end of the transaction. False, and nothing is run,
-- when somebody else holds it: nobody waits.
create function ops.run_with_lock(lock text, work regprocedure)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  name text;
begin
  select format('%I.%I', n.nspname, p.proname) into name
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.oid = work and p.pronargs = 0 and p.prokind = 'f';
  if name is null or lock is null then
    raise exception using errcode = '22023', message = 'a name and a function without arguments are wanted';
  end if;
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('sluice:' || lock, 0)) then
    return false;
  end if;
  execute format('select %s()', name);
  return true;
end
$$;
revoke all on function ops.run_with_lock(text, regprocedure) from public, anon, authenticated, service_role;
comment on function ops.run_with_lock(text, regprocedure)
  is 'Runs a function without arguments under a lock of that name; false when somebody else holds it.';
