-- Answers that the database is there. The function that asks learns nothing else.
create function public.check_health()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select '{"status": "ok"}'::jsonb
$$;
revoke all on function public.check_health() from public, anon, authenticated, service_role;
grant execute on function public.check_health() to service_role;
comment on function public.check_health() is 'Answers that the database is there.';
