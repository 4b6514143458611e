create table public.registrations (
  id bigint generated always as identity primary key,
  provider text not null,
  external_id text not null,
  kind text not null,
  contact_id bigint references public.contacts (id),
  product_id bigint references public.products (id),
  status text not null default 'active',
  title text,
  transaction_external_id text,
  occurred_at timestamptz,
  provenance jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint registrations_once unique (provider, kind, external_id),
  constraint registrations_external_id_length check (length(external_id) between 1 and 255),
  constraint registrations_kind_is_known check (kind in ('ticket', 'form', 'waiting_list', 'access', 'booking')),
  constraint registrations_status_is_known check (status in ('active', 'cancelled', 'checked_in'))
);
comment on table public.registrations is 'What contacts signed up for: tickets, forms, places on a waiting list, access to a course, bookings.';
comment on column public.registrations.transaction_external_id is 'The provider''s id of the payment for it; the two may arrive in either order.';
comment on column public.registrations.provenance is 'Per group of fields, the stamp of the statement that last wrote it.';

create index registrations_contact on public.registrations (contact_id);
create index registrations_product on public.registrations (product_id);

alter table public.registrations enable row level security;
revoke all on public.registrations from public, anon, authenticated, service_role;
grant select on public.registrations to authenticated;

create policy "Staff read registrations" on public.registrations
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
