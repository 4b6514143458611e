-- Puts a tag on a contact or takes it off, unless newer news of that tag is known.
-- Raises 23502 when there is no contact to bear it.
create function intake.apply_tag(change jsonb, contact_id bigint, source text)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
begin
  insert into public.tags (name)
  select change ->> 'name'
  where not exists (select from public.tags t where t.name = change ->> 'name')
  on conflict on constraint tags_once do nothing;

  insert into public.contact_tags as t (contact_id, tag_id, applied, provenance)
  values (
    contact_id,
    (select t.id from public.tags t where t.name = change ->> 'name'),
    (change ->> 'applied')::boolean,
    jsonb_build_object('applied', stamp)
  )
  on conflict on constraint contact_tags_pkey do update
    set applied = excluded.applied, provenance = excluded.provenance, updated_at = now()
    where excluded.provenance ->> 'applied' > t.provenance ->> 'applied' collate "C";
  return found;
end
$$;
revoke all on function intake.apply_tag(jsonb, bigint, text) from public, anon, authenticated, service_role;
comment on function intake.apply_tag(jsonb, bigint, text)
  is 'Puts a tag on a contact or takes it off, unless newer news of that tag is known.';
