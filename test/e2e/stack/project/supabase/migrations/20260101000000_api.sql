-- What the tests ask the Data API for.
alter default privileges revoke execute on functions from public;

create table public.notes (
  owner uuid not null default auth.uid(),
  body jsonb not null,
  written_at timestamptz not null default '2026-11-21 03:21:39.5+00'
);
alter table public.notes enable row level security;
create policy "everybody reads their own notes" on public.notes for select to authenticated
  using (owner = (select auth.uid()));
grant select on public.notes to authenticated;

create table public.hidden (id integer primary key);
alter table public.hidden enable row level security;

create function public.keep(owner uuid, body jsonb) returns setof public.notes
language sql security definer set search_path = '' as $$
  insert into public.notes (owner, body) values (keep.owner, keep.body) returning *
$$;
grant execute on function public.keep(uuid, jsonb) to service_role;

create function public.type_of(value jsonb) returns text
language sql set search_path = '' as $$ select jsonb_typeof(value) $$;
grant execute on function public.type_of(jsonb) to service_role;

create function public.refuse(code text) returns void
language plpgsql set search_path = '' as $$ begin raise exception 'no' using errcode = refuse.code; end $$;
grant execute on function public.refuse(text) to service_role;
