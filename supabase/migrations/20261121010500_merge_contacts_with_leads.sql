-- As before, and a lead that turned out to be the other contact is the survivor's.
create or replace function intake.merge_contacts(survivor bigint, other bigint)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  -- First, because whoever is working on the other contact holds an identity of it: this waits until they are done, and the
  -- statements below then see what they wrote. Again, because they may have given it an identity that a statement which was
  -- already waiting can't see.
  loop
    update public.contact_identities set contact_id = survivor where contact_id = other;
    exit when not found;
  end loop;

  -- Then the contacts, before what belongs to them, which is the order in which an event's changes take them.
  perform from public.contacts c where c.id in (survivor, other) order by c.id for no key update;

  update public.transactions set contact_id = survivor where contact_id = other;
  update public.subscriptions set contact_id = survivor where contact_id = other;
  update public.registrations set contact_id = survivor where contact_id = other;
  update public.engagements set contact_id = survivor where contact_id = other;
  update public.leads set contact_id = survivor where contact_id = other;
  update public.pipeline_events set contact_id = survivor where contact_id = other;

  insert into public.contact_tags as t (contact_id, tag_id, applied, provenance)
  select survivor, o.tag_id, o.applied, o.provenance
  from public.contact_tags o
  where o.contact_id = other
  on conflict (contact_id, tag_id) do update
    set applied = excluded.applied, provenance = excluded.provenance, updated_at = now()
    where excluded.provenance ->> 'applied' > t.provenance ->> 'applied' collate "C";
  delete from public.contact_tags where contact_id = other;

  perform intake.update_contact(survivor, o) from public.contacts o where o.id = other;
  delete from public.contacts where id = other;
end
$$;
revoke all on function intake.merge_contacts(bigint, bigint) from public, anon, authenticated, service_role;
comment on function intake.merge_contacts(bigint, bigint)
  is 'Makes two contacts one: the survivor takes over everything that belongs to the other, then the other is gone.';
