create table public.subscriptions (
  id bigint generated always as identity primary key,
  provider text not null,
  external_id text not null,
  contact_id bigint references public.contacts (id),
  product_id bigint references public.products (id),
  status text,
  amount bigint,
  currency text,
  billing_interval text,
  interval_count integer,
  started_at timestamptz,
  current_period_end timestamptz,
  cancel_at_period_end boolean,
  cancelled_at timestamptz,
  provenance jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint subscriptions_once unique (provider, external_id),
  constraint subscriptions_external_id_length check (length(external_id) between 1 and 255),
  constraint subscriptions_status_is_known check (
    status in ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'cancelled', 'expired')
  ),
  constraint subscriptions_amount_range check (amount between 0 and 1000000000000),
  constraint subscriptions_currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint subscriptions_amount_has_currency check (amount is null or currency is not null),
  constraint subscriptions_interval_is_known check (billing_interval in ('day', 'week', 'month', 'year')),
  constraint subscriptions_interval_count_range check (interval_count between 1 and 1000)
);
comment on table public.subscriptions is 'Recurring payment agreements, one row each.';
comment on column public.subscriptions.status is 'Null while no event has stated it.';
comment on column public.subscriptions.amount is 'Minor units of currency per interval.';
comment on column public.subscriptions.provenance is 'Per group of fields, the stamp of the statement that last wrote it.';

create index subscriptions_contact on public.subscriptions (contact_id);
create index subscriptions_product on public.subscriptions (product_id);

alter table public.subscriptions enable row level security;
revoke all on public.subscriptions from public, anon, authenticated, service_role;
grant select on public.subscriptions to authenticated;

create policy "Staff read subscriptions" on public.subscriptions
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
