-- Who may sign in and see what: staff see everything that people may see, a broker's members that broker's rows.

create table public.brokers (
  id bigint generated always as identity primary key,
  slug text not null,
  name text not null,
  created_at timestamptz not null default now(),
  constraint brokers_once unique (slug),
  constraint brokers_slug_is_slug check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
comment on table public.brokers is 'The businesses that buy and work leads.';

create table public.members (
  id bigint generated always as identity primary key,
  user_id uuid not null,
  role text not null,
  broker_id bigint references public.brokers (id) on delete cascade,
  created_at timestamptz not null default now(),
  constraint members_once unique nulls not distinct (user_id, broker_id),
  constraint members_role_is_known check (role in ('staff', 'broker')),
  constraint members_broker_has_broker check ((role = 'broker') = (broker_id is not null))
);
comment on table public.members is 'Who is staff and who belongs to which broker; user_id is the id in auth.users.';

create index members_broker on public.members (broker_id);

alter table public.brokers enable row level security;
alter table public.members enable row level security;

revoke all on public.brokers, public.members from public, anon, authenticated, service_role;
grant select on public.brokers, public.members to authenticated;

create policy "People read their own memberships" on public.members
  for select to authenticated
  using (user_id = (select auth.uid()));

create policy "Staff read all brokers, members their own" on public.brokers
  for select to authenticated
  using (
    exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff')
    or id in (select m.broker_id from public.members m where m.user_id = (select auth.uid()))
  );
