-- Makes two contacts one: the survivor takes over everything that belongs to the other, then the other is gone.
-- Every table that refers to public.contacts is named here; a test walks the catalog for one that was forgotten.
create function intake.merge_contacts(survivor bigint, other bigint)
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

-- Writes what is newer in `stated` to a contact, group by group; nothing when nothing is.
create function intake.update_contact(contact_id bigint, stated public.contacts)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.contacts c
  set
    email = case when stated.provenance ->> 'email' > coalesce(c.provenance ->> 'email', '') collate "C"
      then stated.email else c.email end,
    full_name = case when stated.provenance ->> 'full_name' > coalesce(c.provenance ->> 'full_name', '') collate "C"
      then stated.full_name else c.full_name end,
    given_name = case when stated.provenance ->> 'given_name' > coalesce(c.provenance ->> 'given_name', '') collate "C"
      then stated.given_name else c.given_name end,
    family_name = case when stated.provenance ->> 'family_name' > coalesce(c.provenance ->> 'family_name', '') collate "C"
      then stated.family_name else c.family_name end,
    phone = case when stated.provenance ->> 'phone' > coalesce(c.provenance ->> 'phone', '') collate "C"
      then stated.phone else c.phone end,
    phone_sent = case when stated.provenance ->> 'phone' > coalesce(c.provenance ->> 'phone', '') collate "C"
      then stated.phone_sent else c.phone_sent end,
    email_status = case when stated.provenance ->> 'email_status' > coalesce(c.provenance ->> 'email_status', '') collate "C"
      then stated.email_status else c.email_status end,
    first_seen_at = least(c.first_seen_at, stated.first_seen_at),
    provenance = intake.newest(c.provenance, stated.provenance),
    updated_at = now()
  where c.id = update_contact.contact_id
    and (stated.first_seen_at < c.first_seen_at or intake.newest(c.provenance, stated.provenance) <> c.provenance);
end
$$;
revoke all on function intake.update_contact(bigint, public.contacts) from public, anon, authenticated, service_role;
comment on function intake.update_contact(bigint, public.contacts)
  is 'Writes what is newer in stated to a contact, group by group; nothing when nothing is.';
