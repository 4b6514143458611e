-- Writes what a subscription change says that is newer; returns whether it wrote.
create function intake.apply_subscription(change jsonb, provider text, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.subscriptions as s (
    provider, external_id, contact_id, product_id, status, amount, currency, billing_interval, interval_count, started_at,
    current_period_end, cancel_at_period_end, cancelled_at, provenance
  )
  select
    apply_subscription.provider, c.external_id, apply_subscription.contact_id, p.id, c.status, c.amount, c.currency,
    c."interval", c.interval_count, c.started_at, c.current_period_end, c.cancel_at_period_end, c.cancelled_at,
    jsonb_strip_nulls(jsonb_build_object(
      'contact', case when apply_subscription.contact_id is not null then stamp end,
      'product', case when p.id is not null then stamp end,
      'status', case when c.status is not null then stamp end,
      'amount', case when c.amount is not null then stamp end,
      'interval', case when c."interval" is not null then stamp end,
      'started_at', case when c.started_at is not null then stamp end,
      'current_period_end', case when c.current_period_end is not null then stamp end,
      'cancellation', case when c.cancel_at_period_end is not null or c.cancelled_at is not null then stamp end
    ))
  from jsonb_to_record(change) as c (
    external_id text, status text, product text, amount bigint, currency text, "interval" text, interval_count integer,
    started_at timestamptz, current_period_end timestamptz, cancel_at_period_end boolean, cancelled_at timestamptz
  )
  left join public.products p on p.provider = apply_subscription.provider and p.external_id = c.product
  on conflict on constraint subscriptions_once do update
  set
    contact_id = case when excluded.provenance ->> 'contact' > coalesce(s.provenance ->> 'contact', '') collate "C"
      then excluded.contact_id else s.contact_id end,
    product_id = case when excluded.provenance ->> 'product' > coalesce(s.provenance ->> 'product', '') collate "C"
      then excluded.product_id else s.product_id end,
    status = case when excluded.provenance ->> 'status' > coalesce(s.provenance ->> 'status', '') collate "C"
      then excluded.status else s.status end,
    amount = case when excluded.provenance ->> 'amount' > coalesce(s.provenance ->> 'amount', '') collate "C"
      then excluded.amount else s.amount end,
    currency = case when excluded.provenance ->> 'amount' > coalesce(s.provenance ->> 'amount', '') collate "C"
      then excluded.currency else s.currency end,
    billing_interval = case when excluded.provenance ->> 'interval' > coalesce(s.provenance ->> 'interval', '') collate "C"
      then excluded.billing_interval else s.billing_interval end,
    interval_count = case when excluded.provenance ->> 'interval' > coalesce(s.provenance ->> 'interval', '') collate "C"
      then excluded.interval_count else s.interval_count end,
    started_at = case when excluded.provenance ->> 'started_at' > coalesce(s.provenance ->> 'started_at', '') collate "C"
      then excluded.started_at else s.started_at end,
    current_period_end = case
      when excluded.provenance ->> 'current_period_end' > coalesce(s.provenance ->> 'current_period_end', '') collate "C"
      then excluded.current_period_end else s.current_period_end end,
    cancel_at_period_end = case
      when excluded.provenance ->> 'cancellation' > coalesce(s.provenance ->> 'cancellation', '') collate "C"
      then excluded.cancel_at_period_end else s.cancel_at_period_end end,
    cancelled_at = case
      when excluded.provenance ->> 'cancellation' > coalesce(s.provenance ->> 'cancellation', '') collate "C"
      then excluded.cancelled_at else s.cancelled_at end,
    provenance = intake.newest(s.provenance, excluded.provenance),
    updated_at = now()
  where intake.newest(s.provenance, excluded.provenance) <> s.provenance;
  return found;
end
$$;
revoke all on function intake.apply_subscription(jsonb, text, bigint, text) from public, anon, authenticated, service_role;
comment on function intake.apply_subscription(jsonb, text, bigint, text) is 'Writes what a subscription change says that is newer.';
