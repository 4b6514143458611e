-- What the codes of verification services say of an e-mail address, a phone number or a postal address. Rows, so that another
-- service or another reading of a code needs no deployment; it counts for what is staged or recorded from then on.

create table public.verification_code_map (
  provider text not null,
  code text not null,
  what text not null,
  verdict text not null,
  primary key (provider, code, what),
  constraint verification_code_map_provider_is_slug check (provider ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  constraint verification_code_map_code_length check (length(code) between 1 and 64),
  constraint verification_code_map_what_is_known check (what in ('email', 'phone', 'address')),
  constraint verification_code_map_verdict_is_known check (verdict in ('verified', 'unverified', 'unknown'))
);
comment on table public.verification_code_map is 'What each code of a verification service says of what.';
comment on column public.verification_code_map.verdict
  is 'verified, unverified: what the lead is from then on. unknown: the code is kept and decides nothing.';

alter table public.verification_code_map enable row level security;
revoke all on public.verification_code_map from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.verification_code_map to authenticated;
create policy "Everybody who is signed in reads the code map" on public.verification_code_map
  for select to authenticated
  using ((select auth.uid()) is not null);
create policy "Staff add to the code map" on public.verification_code_map
  for insert to authenticated
  with check (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
create policy "Staff change the code map" on public.verification_code_map
  for update to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'))
  with check (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
create policy "Staff remove from the code map" on public.verification_code_map
  for delete to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));

-- Melissa's result codes (docs.melissa.com, result codes; read 2026-11-21), those that decide by themselves. What says only that
-- nothing could be found out, or describes without judging, is unknown.
insert into public.verification_code_map (provider, code, what, verdict)
values
  ('melissa', 'ES01', 'email', 'verified'),
  ('melissa', 'ES02', 'email', 'unverified'),
  ('melissa', 'ES03', 'email', 'unknown'),
  ('melissa', 'EE01', 'email', 'unverified'),
  ('melissa', 'EE02', 'email', 'unverified'),
  ('melissa', 'EE03', 'email', 'unverified'),
  ('melissa', 'EE04', 'email', 'unverified'),
  ('melissa', 'PS01', 'phone', 'verified'),
  ('melissa', 'PS02', 'phone', 'unknown'),
  ('melissa', 'PS07', 'phone', 'unknown'),
  ('melissa', 'PS08', 'phone', 'unknown'),
  ('melissa', 'PE01', 'phone', 'unverified'),
  ('melissa', 'PE02', 'phone', 'unknown'),
  ('melissa', 'PE03', 'phone', 'unverified'),
  ('melissa', 'PE05', 'phone', 'unverified'),
  ('melissa', 'AS01', 'address', 'verified'),
  ('melissa', 'AS02', 'address', 'unknown'),
  ('melissa', 'AS03', 'address', 'unknown'),
  ('melissa', 'AE01', 'address', 'unverified'),
  ('melissa', 'AE02', 'address', 'unverified'),
  ('melissa', 'AE10', 'address', 'unverified');
