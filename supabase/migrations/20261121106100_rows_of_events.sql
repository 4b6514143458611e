-- As before, and besides: the payments that are known by another id of theirs, and the leads of the people.
create or replace function intake.rows_of(changes jsonb, provider text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  contacts constant bigint[] := array(
    select i.contact_id
    from jsonb_array_elements(changes) as change
    cross join lateral (
      select 'email' as scope, lower(change ->> 'email') as value
      union all
      select n ->> 'scope', n ->> 'value' from jsonb_array_elements(change -> 'identities') as n
    ) as named
    join public.contact_identities i on i.scope = named.scope and i.value = named.value
    where change ->> 'kind' = 'contact'
  );
  -- By their address, too: whose contact they are may not be known yet.
  leads constant bigint[] := array(
    select l.id from public.leads l where l.contact_id = any (contacts)
    union
    select intake.leads_of_addresses(array(
      select change ->> 'email' from jsonb_array_elements(changes) as change where change ->> 'kind' = 'contact' and change ? 'email'
    ))
  );
  payments constant text[] := array(
    select named.id
    from jsonb_array_elements(changes) as change
    cross join lateral (
      select change ->> 'external_id' as id
      union all
      select a.value from jsonb_array_elements_text(change -> 'also_known_as') as a
    ) as named
    where change ->> 'kind' = 'transaction'
  );
begin
  return jsonb_build_object(
    'contacts', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.id), '[]') from public.contacts c where c.id = any (contacts)
    ),
    'leads', (
      select coalesce(jsonb_agg(to_jsonb(l) - '{email_encrypted,email_hash,address_hash,melissa_payload}'::text[] order by l.id), '[]')
      from public.leads l
      where l.id = any (leads)
    ),
    'products', (
      select coalesce(jsonb_agg(to_jsonb(p) order by p.id), '[]')
      from public.products p
      where p.provider = rows_of.provider and p.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'product'
      )
    ),
    'transactions', (
      select coalesce(jsonb_agg(to_jsonb(t) order by t.id), '[]')
      from public.transactions t
      where t.provider = rows_of.provider and t.external_id in (
        select unnest(payments)
        union all
        select a.external_id
        from intake.transaction_aliases a
        where a.provider = rows_of.provider and a.alias = any (payments)
      )
    ),
    'subscriptions', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.id), '[]')
      from public.subscriptions s
      where s.provider = rows_of.provider and s.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'subscription'
      )
    ),
    'registrations', (
      select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]')
      from public.registrations r
      where r.provider = rows_of.provider and r.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'registration'
      )
    ),
    'engagements', (
      select coalesce(jsonb_agg(to_jsonb(g) order by g.id), '[]')
      from public.engagements g
      where g.provider = rows_of.provider and g.external_id in (
        select c ->> 'external_id' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'engagement'
      )
    ),
    'contact_tags', (
      select coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('name', t.name) order by a.contact_id, t.name), '[]')
      from public.tags t
      join public.contact_tags a on a.tag_id = t.id
      where a.contact_id = any (contacts) and t.name in (
        select c ->> 'name' from jsonb_array_elements(changes) as c where c ->> 'kind' = 'tag'
      )
    )
  );
end
$$;
