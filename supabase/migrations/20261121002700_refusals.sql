-- What was refused or looked suspicious, counted per function, reason and minute, never one row per request: an attacker
-- can't fill the database with it.

create table intake.refusals (
  function text not null,
  reason text not null,
  minute timestamptz not null,
  count bigint not null,
  primary key (minute, function, reason),
  constraint refusals_function_is_slug check (function ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
  constraint refusals_reason_is_slug check (reason ~ '^[a-z][a-z0-9-]{0,63}$'),
  constraint refusals_count_positive check (count > 0)
);
comment on table intake.refusals is 'How many requests each function refused for which reason, by the minute.';

alter table intake.refusals enable row level security;
revoke all on intake.refusals from public, anon, authenticated, service_role;
grant select on intake.refusals to authenticated;
create policy "Staff read refusals" on intake.refusals
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

-- Adds what a running function counted since it last told: counts is {"<reason>": n, ...}.
create function public.record_refusals(function text, counts jsonb)
returns void
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
as $$
begin
  insert into intake.refusals as r (function, reason, minute, count)
  select record_refusals.function, c.key, date_trunc('minute', now()), c.value::bigint
  from jsonb_each_text(counts) as c
  order by c.key
  on conflict on constraint refusals_pkey do update set count = r.count + excluded.count;
end
$$;
revoke all on function public.record_refusals(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_refusals(text, jsonb) to service_role;
comment on function public.record_refusals(text, jsonb) is 'Adds what a running function counted since it last told.';
