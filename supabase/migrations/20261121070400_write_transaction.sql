-- Writes what a statement about a payment says that is newer; returns whether it wrote. Refunds only grow, and what was once confirmed
-- stays so. The statement is a row whose provenance names the groups of fields that it states.
create function intake.write_transaction(statement public.transactions)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.transactions as t (
    provider, external_id, contact_id, product_id, amount, currency, payment_status, refunded_amount, refund_parts,
    subscription_external_id, description, occurred_at, confirmed, provenance
  )
  values (
    statement.provider, statement.external_id, statement.contact_id, statement.product_id, statement.amount,
    statement.currency, statement.payment_status,
    greatest(statement.refunded_amount, intake.sum_of_parts(statement.refund_parts)), statement.refund_parts,
    statement.subscription_external_id, statement.description, statement.occurred_at, statement.confirmed,
    statement.provenance
  )
  on conflict on constraint transactions_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(t.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else t.contact_id end,
    product_id = case when excluded.provenance ->> 'product' > coalesce(t.provenance ->> 'product', '') collate "C"
      then excluded.product_id else t.product_id end,
    amount = case when excluded.provenance ->> 'amount' > coalesce(t.provenance ->> 'amount', '') collate "C"
      then excluded.amount else t.amount end,
    currency = case when excluded.provenance ->> 'amount' > coalesce(t.provenance ->> 'amount', '') collate "C"
      then excluded.currency else t.currency end,
    payment_status = case
      when excluded.provenance ->> 'payment_status' > coalesce(t.provenance ->> 'payment_status', '') collate "C"
      then excluded.payment_status else t.payment_status end,
    subscription_external_id = case
      when excluded.provenance ->> 'subscription' > coalesce(t.provenance ->> 'subscription', '') collate "C"
      then excluded.subscription_external_id else t.subscription_external_id end,
    description = case
      when excluded.provenance ->> 'description' > coalesce(t.provenance ->> 'description', '') collate "C"
      then excluded.description else t.description end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(t.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else t.occurred_at end,
    refund_parts = intake.largest_parts(t.refund_parts, excluded.refund_parts),
    refunded_amount = greatest(
      t.refunded_amount, excluded.refunded_amount,
      intake.sum_of_parts(intake.largest_parts(t.refund_parts, excluded.refund_parts))
    ),
    confirmed = t.confirmed or excluded.confirmed,
    provenance = intake.newest(t.provenance, excluded.provenance),
    updated_at = now()
  where excluded.refunded_amount > t.refunded_amount
    or excluded.confirmed > t.confirmed
    or intake.largest_parts(t.refund_parts, excluded.refund_parts) <> t.refund_parts
    or intake.newest(t.provenance, excluded.provenance) <> t.provenance;
  return found;
end
$$;
revoke all on function intake.write_transaction(public.transactions) from public, anon, authenticated, service_role;
comment on function intake.write_transaction(public.transactions)
  is 'Writes what a statement about a payment says that is newer; refunds only grow, and what was once confirmed stays so.';

-- Makes what was told under an alias news of the payment itself, under the rules by which it would have been written there.
create function intake.join_transaction(provider text, alias text, external_id text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  told public.transactions;
begin
  delete from public.transactions t
  where t.provider = join_transaction.provider and t.external_id = join_transaction.alias
  returning t.* into told;
  if not found then
    return false;
  end if;
  told.external_id := join_transaction.external_id;
  return intake.write_transaction(told);
end
$$;
revoke all on function intake.join_transaction(text, text, text) from public, anon, authenticated, service_role;
comment on function intake.join_transaction(text, text, text)
  is 'Makes what was told under an alias news of the payment itself.';
