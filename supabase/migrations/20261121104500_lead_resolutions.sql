-- Who decided which lead the row of a conflict is about, and when. The conflict itself is gone by then, and with it what the row said of a
-- person. What was decided outlives the leads, so it refers to them without a foreign key.

create table public.lead_resolutions (
  conflict_id bigint primary key,
  broker_id bigint not null references public.brokers (id) on delete cascade,
  lead_id bigint not null,
  joined bigint[] not null default '{}',
  resolved_by uuid default auth.uid(),
  resolved_at timestamptz not null default now()
);
comment on table public.lead_resolutions is 'The conflicts that people have resolved: which lead the row was about.';
comment on column public.lead_resolutions.joined is 'The other leads of the conflict, which are that lead now.';
comment on column public.lead_resolutions.resolved_by is 'The id in auth.users; null for whoever isn''t a person.';

create index lead_resolutions_broker on public.lead_resolutions (broker_id, resolved_at);

alter table public.lead_resolutions enable row level security;
revoke all on public.lead_resolutions from public, anon, authenticated, service_role;
grant select, insert (conflict_id, broker_id, lead_id) on public.lead_resolutions to authenticated;
create policy "Members read what their broker has resolved" on public.lead_resolutions
  for select to authenticated
  using (broker_id = any (array(select b.id from public.brokers b)));
create policy "Members resolve their broker's conflicts" on public.lead_resolutions
  for insert to authenticated
  with check (broker_id = any (array(select b.id from public.brokers b)));
