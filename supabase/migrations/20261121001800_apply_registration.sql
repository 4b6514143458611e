-- Writes what a registration change says that is newer; returns whether it wrote.
create function intake.apply_registration(change jsonb, provider text, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.registrations as r (
    provider, external_id, kind, contact_id, product_id, status, title, transaction_external_id, occurred_at, provenance
  )
  select
    apply_registration.provider, c.external_id, c.registration_kind, apply_registration.contact_id, p.id,
    coalesce(c.status, 'active'), c.title, c.transaction, c.occurred_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_registration.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'title', case when c.title is not null then stamp end,
      'transaction', case when c.transaction is not null then stamp end,
      'occurred_at', case when c.occurred_at is not null then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, registration_kind text, status text, product text, title text, transaction text,
    occurred_at timestamptz
  )
  left join public.products p on p.provider = apply_registration.provider and p.external_id = c.product
  on conflict on constraint registrations_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(r.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else r.contact_id end,
    product_id = case when excluded.provenance ->> 'product' > coalesce(r.provenance ->> 'product', '') collate "C"
      then excluded.product_id else r.product_id end,
    status = case when excluded.provenance ->> 'status' > coalesce(r.provenance ->> 'status', '') collate "C"
      then excluded.status else r.status end,
    title = case when excluded.provenance ->> 'title' > coalesce(r.provenance ->> 'title', '') collate "C"
      then excluded.title else r.title end,
    transaction_external_id = case
      when excluded.provenance ->> 'transaction' > coalesce(r.provenance ->> 'transaction', '') collate "C"
      then excluded.transaction_external_id else r.transaction_external_id end,
    occurred_at = case
      when excluded.provenance ->> 'occurred_at' > coalesce(r.provenance ->> 'occurred_at', '') collate "C"
      then excluded.occurred_at else r.occurred_at end,
    provenance = intake.newest(r.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(r.provenance, excluded.provenance) <> r.provenance;
  return found;
end
$$;
revoke all on function intake.apply_registration(jsonb, text, bigint, text) from public, anon, authenticated, service_role;
comment on function intake.apply_registration(jsonb, text, bigint, text) is 'Writes what a registration change says that is newer.';
