-- Whom an address belongs to is asked by its hash alone, which is there whether or not the broker has addresses encrypted. One index less
-- is kept for every lead, and the one that stays holds eight bytes of the hash instead of its sixty-four letters: hashes scatter over the
-- whole index, and what is small stays in memory.
drop index public.leads_email;
drop index public.leads_email_hash;
create index leads_email_hash on public.leads (hashtextextended(email_hash, 0)) where email_hash is not null;
alter table public.leads add constraint leads_email_has_hash check (coalesce(email, email_encrypted) is null or email_hash is not null);

-- The leads that have one of these hashes of addresses.
create function intake.leads_of_email_hashes(hashes text[])
returns setof bigint
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return query
    select l.id
    from public.leads l
    where hashtextextended(l.email_hash, 0) = any (array(select hashtextextended(h, 0) from unnest(hashes) as h))
      and l.email_hash = any (hashes);
end
$$;
revoke all on function intake.leads_of_email_hashes(text[]) from public, anon, authenticated, service_role;
comment on function intake.leads_of_email_hashes(text[]) is 'The leads that have one of these hashes of addresses.';

-- The leads that have one of these addresses.
create function intake.leads_of_addresses(addresses text[])
returns setof bigint
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  -- Where there are no leads nothing is hashed.
  if exists (select from public.leads l where l.email_hash is not null) then
    return query select intake.leads_of_email_hashes(array(select public.hash_email(a) from unnest(addresses) as a));
  end if;
end
$$;
revoke all on function intake.leads_of_addresses(text[]) from public, anon, authenticated, service_role;
comment on function intake.leads_of_addresses(text[]) is 'The leads that have one of these addresses.';

-- As before, by hash.
create or replace function intake.settle_leads_of_contact(contact_id bigint)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  known bigint[];
begin
  perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());

  select array_agg(found.id) into known
  from (
    select l.id
    from intake.leads_of_addresses(array(
      select i.value from public.contact_identities i where i.contact_id = settle_leads_of_contact.contact_id and i.scope = 'email'
    )) as l (id)
    union
    select l.id
    from public.contact_identities i
    join public.leads l on l.phone = i.value
    where i.contact_id = settle_leads_of_contact.contact_id and i.scope in ('vapi:phone', 'twilio:number')
  ) as found;
  if known is not null then
    perform intake.derive_leads(known);
  end if;
end
$$;

-- As before, by hash.
create or replace function intake.are_leads_names(names text[])
returns boolean
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return exists (select from public.leads l where l.phone = any (names))
    or exists (select from intake.leads_of_addresses(array(select name from unnest(names) as name where name like '%@%')));
end
$$;
