-- Writes what a transaction change says that is newer; returns whether it wrote. Refunds only grow, and what was once confirmed stays so.
create function intake.apply_transaction(change jsonb, provider text, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.transactions as t (
    provider, external_id, contact_id, product_id, amount, currency, payment_status, refunded_amount,
    subscription_external_id, description, occurred_at, confirmed, provenance
  )
  select
    apply_transaction.provider, c.external_id, apply_transaction.contact_id, p.id, c.amount, c.currency,
    coalesce(c.payment_status, 'pending'), coalesce(c.refunded_amount, 0), c.subscription, c.description, c.occurred_at,
    coalesce(c.confirmed, false),
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_transaction.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'amount', case when c.amount is not null then stamp end,
      'payment_status', case when c.payment_status is not null then stamp end,
      'subscription', case when c.subscription is not null then stamp end,
      'description', case when c.description is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, amount bigint, currency text, payment_status text, refunded_amount bigint, product text,
    subscription text, description text, occurred_at timestamptz, confirmed boolean
  )
  left join public.products p on p.provider = apply_transaction.provider and p.external_id = c.product
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
    refunded_amount = greatest(t.refunded_amount, excluded.refunded_amount),
    confirmed = t.confirmed or excluded.confirmed,
    provenance = intake.newest(t.provenance, excluded.provenance),
    updated_at = now()
  where excluded.refunded_amount > t.refunded_amount
    or excluded.confirmed > t.confirmed
    or intake.newest(t.provenance, excluded.provenance) <> t.provenance;
  return found;
end
$$;
revoke all on function intake.apply_transaction(jsonb, text, bigint, text) from public, anon, authenticated, service_role;
comment on function intake.apply_transaction(jsonb, text, bigint, text)
  is 'Writes what a transaction change says that is newer; refunds only grow, and what was once confirmed stays so.';
