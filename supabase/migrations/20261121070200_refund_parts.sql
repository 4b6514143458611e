-- Refunds, part by part. Each part is told under an id of its own and only grows, so that their sum comes out the same in whatever
-- order they are told of.
alter table public.transactions
  add column refund_parts jsonb not null default '{}',
  add constraint transactions_refund_parts_is_object check (jsonb_typeof(refund_parts) = 'object');
comment on column public.transactions.refund_parts is 'What was refunded, minor units by the provider''s id of each part; empty where only the whole is known.';
comment on column public.transactions.refunded_amount is 'Everything refunded so far, minor units: the sum of the parts, or what was stated as the whole if that is more. Only ever grows.';

-- Of two statements about parts, each part at its largest.
create function intake.largest_parts(known jsonb, stated jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  largest jsonb := known;
  part text;
begin
  for part in select pg_catalog.jsonb_object_keys(stated) loop
    if (stated ->> part)::bigint > coalesce((known ->> part)::bigint, -1) then
      largest := pg_catalog.jsonb_set(largest, array[part], stated -> part);
    end if;
  end loop;
  return largest;
end
$$;
revoke all on function intake.largest_parts(jsonb, jsonb) from public, anon, authenticated, service_role;
comment on function intake.largest_parts(jsonb, jsonb) is 'Of two statements about parts, each part at its largest.';

-- What parts come to.
create function intake.sum_of_parts(parts jsonb)
returns bigint
language plpgsql
immutable
set search_path = ''
as $$
begin
  if parts = '{}' then
    return 0;
  end if;
  return (select coalesce(sum(p.value::bigint), 0) from pg_catalog.jsonb_each_text(parts) p);
end
$$;
revoke all on function intake.sum_of_parts(jsonb) from public, anon, authenticated, service_role;
comment on function intake.sum_of_parts(jsonb) is 'What parts come to.';
