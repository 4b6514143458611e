-- Writes what a transaction change says that is newer, under the payment's own id wherever another is known to be an alias of it;
-- returns whether it wrote.
create or replace function intake.apply_transaction(change jsonb, provider text, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
  own_id text := change ->> 'external_id';
  aliases constant text[] := (
    select coalesce(array_agg(distinct a.value order by a.value), '{}')
    from jsonb_array_elements_text(change -> 'also_known_as') a
    where a.value <> change ->> 'external_id'
  );
  other_id text;
  statement public.transactions;
  written boolean;
  joined boolean;
begin
  -- Before any row, so that nobody who holds one waits for a name.
  foreach other_id in array aliases loop
    perform intake.hold_transaction_alias(provider, other_id);
  end loop;
  if change ->> 'provisional_id' = 'true' then
    perform intake.hold_transaction_alias(provider, own_id);
    select a.external_id into other_id
    from intake.transaction_aliases a
    where a.provider = apply_transaction.provider and a.alias = own_id;
    own_id := coalesce(other_id, own_id);
  end if;

  select
    apply_transaction.provider, own_id, apply_transaction.contact_id, p.id, c.amount, c.currency,
    coalesce(c.payment_status, 'pending'), coalesce(c.refunded_amount, 0), coalesce(c.refund_parts, '{}'), c.subscription,
    c.description, c.occurred_at, coalesce(c.confirmed, false),
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_transaction.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'amount', case when c.amount is not null then stamp end,
      'payment_status', case when c.payment_status is not null then stamp end,
      'subscription', case when c.subscription is not null then stamp end,
      'description', case when c.description is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end
    ))
  into
    statement.provider, statement.external_id, statement.contact_id, statement.product_id, statement.amount,
    statement.currency, statement.payment_status, statement.refunded_amount, statement.refund_parts,
    statement.subscription_external_id, statement.description, statement.occurred_at, statement.confirmed,
    statement.provenance
  from jsonb_to_record(change) as c (
    amount bigint, currency text, payment_status text, refunded_amount bigint, refund_parts jsonb, product text,
    subscription text, description text, occurred_at timestamptz, confirmed boolean
  )
  left join public.products p on p.provider = apply_transaction.provider and p.external_id = c.product;
  written := intake.write_transaction(statement);

  foreach other_id in array aliases loop
    insert into intake.transaction_aliases (provider, alias, external_id)
    values (apply_transaction.provider, other_id, own_id)
    on conflict on constraint transaction_aliases_pkey do nothing;
    joined := intake.join_transaction(provider, other_id, own_id);
    written := written or joined;
  end loop;
  return written;
end
$$;
revoke all on function intake.apply_transaction(jsonb, text, bigint, text) from public, anon, authenticated, service_role;
comment on function intake.apply_transaction(jsonb, text, bigint, text)
  is 'Writes what a transaction change says that is newer, under the payment''s own id; refunds only grow, and what was once confirmed stays so.';
