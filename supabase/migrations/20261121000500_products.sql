create table public.products (
  id bigint generated always as identity primary key,
  provider text not null,
  external_id text not null,
  name text,
  provenance jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint products_once unique (provider, external_id),
  constraint products_external_id_length check (length(external_id) between 1 and 255)
);
comment on table public.products is 'What is sold: courses, plans, events; one row per provider''s product.';
comment on column public.products.provenance is 'Per group of fields, the stamp of the statement that last wrote it.';

alter table public.products enable row level security;
revoke all on public.products from public, anon, authenticated, service_role;
grant select on public.products to authenticated;

create policy "Staff read products" on public.products
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
