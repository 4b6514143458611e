-- Makes sure of the product that a product change names, and writes what is newer; returns whether it wrote. A sale's mention of a
-- product that is known under a stamp at least as great writes nothing, so that sales of one product don't queue for its row.
create function intake.apply_product(change jsonb, provider text, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  at constant timestamptz := (change ->> 'at')::timestamptz;
  stamp constant text := case
    when (change ->> 'authoritative')::boolean then intake.stamp(at, (change ->> 'rank')::integer, source)
    else intake.mention_stamp(at, source)
  end;
  product constant text := change ->> 'external_id';
begin
  if exists (
    select from public.products p
    where p.provider = apply_product.provider
      and p.external_id = product
      and (change ->> 'name' is null or p.provenance ->> 'name' >= stamp collate "C")
  ) then
    return false;
  end if;

  insert into public.products as p (provider, external_id, name, provenance)
  values (
    provider, product, change ->> 'name',
    case when change ->> 'name' is null then '{}' else jsonb_build_object('name', stamp) end
  )
  on conflict on constraint products_once do update
    set name = excluded.name, provenance = excluded.provenance, updated_at = now()
    where excluded.provenance ->> 'name' > coalesce(p.provenance ->> 'name', '') collate "C";
  return found;
end
$$;
revoke all on function intake.apply_product(jsonb, text, text) from public, anon, authenticated, service_role;
comment on function intake.apply_product(jsonb, text, text)
  is 'Makes sure of the product that a product change names, and writes what is newer.';
