-- Other ids under which a provider tells of a payment, as Stripe of an invoice's by its payment intent. What is told under an alias is
-- told of the payment, in whichever order payment, alias and news arrive.
create table intake.transaction_aliases (
  provider text not null,
  alias text not null,
  external_id text not null,
  created_at timestamptz not null default now(),
  constraint transaction_aliases_pkey primary key (provider, alias),
  constraint transaction_aliases_alias_length check (length(alias) between 1 and 255),
  constraint transaction_aliases_external_id_length check (length(external_id) between 1 and 255),
  constraint transaction_aliases_are_others check (alias <> external_id)
);
comment on table intake.transaction_aliases is 'Other ids under which a provider tells of a payment.';
comment on column intake.transaction_aliases.external_id is 'The id that the payment has in public.transactions.';

alter table intake.transaction_aliases enable row level security;
revoke all on intake.transaction_aliases from public, anon, authenticated, service_role;
create policy "Nobody reads aliases" on intake.transaction_aliases
  for all to anon, authenticated
  using (false) with check (false);

-- Whoever states an alias and whoever is told something under it take turns: neither can see what the other hasn't committed.
create function intake.hold_transaction_alias(provider text, alias text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('transaction ' || provider || ' ' || alias, 0));
end
$$;
revoke all on function intake.hold_transaction_alias(text, text) from public, anon, authenticated, service_role;
comment on function intake.hold_transaction_alias(text, text)
  is 'Lets those who state an alias and those who are told something under it take turns.';
