-- Payments. Money is minor units of an ISO 4217 currency; nothing here divides by a hundred.

create table public.transactions (
  id bigint generated always as identity primary key,
  provider text not null,
  external_id text not null,
  contact_id bigint references public.contacts (id),
  product_id bigint references public.products (id),
  amount bigint,
  currency text,
  payment_status text not null default 'pending',
  refunded_amount bigint not null default 0,
  status text not null generated always as (
    case
      when refunded_amount > 0 and refunded_amount >= amount then 'refunded'
      when refunded_amount > 0 then 'partially_refunded'
      else payment_status
    end
  ) stored,
  subscription_external_id text,
  description text,
  occurred_at timestamptz,
  confirmed boolean not null default false,
  provenance jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint transactions_once unique (provider, external_id),
  constraint transactions_external_id_length check (length(external_id) between 1 and 255),
  constraint transactions_amount_range check (amount between 0 and 1000000000000),
  constraint transactions_refunded_amount_range check (refunded_amount between 0 and 1000000000000),
  constraint transactions_currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint transactions_amount_has_currency check (amount is null or currency is not null),
  constraint transactions_payment_status_is_known
    check (payment_status in ('pending', 'succeeded', 'failed', 'cancelled'))
);
comment on table public.transactions is 'Payments, one row each, with what has become of them.';
comment on column public.transactions.amount is 'Minor units of currency; null while only a later event of the payment has arrived.';
comment on column public.transactions.refunded_amount is 'Everything refunded so far, minor units; only ever grows.';
comment on column public.transactions.status is 'payment_status, or what the refunds have made of it.';
comment on column public.transactions.confirmed is 'True when the sender proved it: a signature, or its API confirmed it.';
comment on column public.transactions.provenance is 'Per group of fields, the stamp of the statement that last wrote it.';

create index transactions_contact on public.transactions (contact_id);
create index transactions_product on public.transactions (product_id);
create index transactions_subscription on public.transactions (provider, subscription_external_id)
  where subscription_external_id is not null;

alter table public.transactions enable row level security;
revoke all on public.transactions from public, anon, authenticated, service_role;
grant select on public.transactions to authenticated;

create policy "Staff read transactions" on public.transactions
  for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid()) and m.role = 'staff'));
