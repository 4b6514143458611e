-- Empties receipts that speak of a person. The receipts themselves stay, so that a duplicate stays one; what waited to be applied never is.
create function intake.empty_receipts(receipts bigint[])
returns integer
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  emptied integer;
begin
  perform from intake.webhook_events e where e.id = any (receipts) order by e.id for no key update;
  delete from intake.pipeline_dlq d where d.webhook_event_id = any (receipts);
  update intake.webhook_events e
  set payload = null, changes = '[]', status = case when e.status = 'processed' then 'processed' else 'stored' end
  where e.id = any (receipts) and (e.payload is not null or e.changes <> '[]');
  get diagnostics emptied = row_count;
  return emptied;
end
$$;
revoke all on function intake.empty_receipts(bigint[]) from public, anon, authenticated, service_role;
comment on function intake.empty_receipts(bigint[]) is 'Empties receipts that speak of a person; they stay, so that a duplicate stays one.';

-- Makes leads empty shells, which say only that there was somebody. Under the keyed hashes of what they were known by, their people and
-- properties are recognised when a list brings them again.
create function intake.erase_leads(erasure bigint, lead_ids bigint[])
returns integer
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  hash_key constant text := intake.secret('email_hash_key');
  broker record;
begin
  perform from public.leads l where l.id = any (lead_ids) order by l.id for no key update;
  insert into intake.erased_keys (hash, erasure_id)
  select distinct k.hash, erasure
  from public.leads l
  cross join lateral unnest(
    intake.erasable_hashes(hash_key, l.email_hash, l.phone, l.mak, l.apn, l.apn_county, l.address_hash)
  ) as k (hash)
  where l.id = any (lead_ids)
  order by k.hash
  on conflict do nothing;

  update public.leads l
  set
    contact_id = null, full_name = null, given_name = null, family_name = null, email = null, email_encrypted = null, email_hash = null,
    phone = null, phone_sent = null, street = null, unit = null, city = null, state = null, postal_code = null, county = null,
    property_type = null, bedrooms = null, bathrooms = null, living_area_sqft = null, year_built = null,
    estimated_value_amount = null, estimated_value_currency = null, owner_occupied = null, tags = '{}', mak = null, apn = null,
    apn_county = '', address_hash = null, email_verified = false, phone_verified = false, email_verification_codes = '{}',
    phone_verification_codes = '{}', melissa_payload = null, consent = false, consent_at = null, consent_source = null,
    consent_text_version = null, consent_address = null, score = 0, campaign_status = 'do_not_contact', vapi_call_id = null,
    erased_at = now(), updated_at = now()
  where l.id = any (lead_ids);

  delete from intake.consent_tokens t where t.lead_id = any (lead_ids);
  update intake.campaign_outbox o set person = null where o.lead_id = any (lead_ids);
  for broker in
    select l.broker_id as id, array_agg(l.id order by l.id) as leads from public.leads l where l.id = any (lead_ids) group by l.broker_id
  loop
    perform intake.record_lead_steps('erased', broker.id, broker.leads);
  end loop;
  return cardinality(lead_ids);
end
$$;
revoke all on function intake.erase_leads(bigint, bigint[]) from public, anon, authenticated, service_role;
comment on function intake.erase_leads(bigint, bigint[]) is 'Makes leads empty shells, and remembers the keyed hashes of what they were known by.';

-- Takes everything personal from contacts. They stay as nobody, for the books: payments and subscriptions keep their contact.
create function intake.erase_contacts(contacts bigint[])
returns integer
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  -- As whoever applies an event: identities first, in one order, then contacts.
  perform from public.contact_identities i where i.contact_id = any (contacts) order by i.scope, i.value for update;
  perform from public.contacts c where c.id = any (contacts) order by c.id for update;
  delete from public.contact_identities i where i.contact_id = any (contacts);
  delete from public.contact_tags t where t.contact_id = any (contacts);
  update public.transactions t set description = null where t.contact_id = any (contacts) and t.description is not null;
  update public.leads l set contact_id = null where l.contact_id = any (contacts);
  update public.contacts c
  set
    email = null, full_name = null, given_name = null, family_name = null, phone = null, phone_sent = null, email_status = null,
    provenance = '{}', updated_at = now()
  where c.id = any (contacts);
  return cardinality(contacts);
end
$$;
revoke all on function intake.erase_contacts(bigint[]) from public, anon, authenticated, service_role;
comment on function intake.erase_contacts(bigint[]) is 'Takes everything personal from contacts; they stay as nobody, for the books.';

-- Forgets a person, across everything that is held: {"counts": {...}, "held_elsewhere": [...], "next": null}.
--
-- What was received has to be looked through first, and that may take longer than a call: then "next" says where to go on, to be given
-- as `after`. The last call takes the rest, and until then the person can still be exported; a caller who dies starts anew.
-- What a sender delivers again is a duplicate still. What is new, such as another purchase, makes a new contact: they came back
-- themselves. A list that brings them again is refused, row by row, with the reason erased.
create function public.erase_person(email text, erased_by text default null, after jsonb default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  person intake.person;
  receipts record;
  problems record;
  next jsonb;
  erasure bigint := (after ->> 'erasure')::bigint;
  counts jsonb;
  elsewhere jsonb := '[]';
  removed integer;
begin
  -- A caller who says null in JSON may mean nothing by it.
  if nullif(after, 'null') is null then
    insert into intake.erasures (email_hash, erased_by)
    values (public.hash_email(email), coalesce(nullif(erase_person.erased_by, ''), 'service_role'))
    returning id into erasure;
  end if;
  person := intake.find_person(email);
  receipts := intake.receipts_mentioning(person.marks, coalesce((after ->> 'receipt')::bigint, 0), interval '2 seconds');
  problems := intake.row_problems_mentioning(person.marks, coalesce((after ->> 'row_problem')::bigint, 0), interval '2 seconds');
  next := intake.next_look(receipts.looked_until, problems.looked_until);

  if next is null then
    -- Nobody promotes a row of theirs, or says anything of their leads, between what is found here and what is erased.
    perform pg_advisory_xact_lock(intake.lead_keys_lock(b.id)) from (select b.id from public.brokers b order by b.id) as b;
    perform pg_advisory_xact_lock(intake.lead_settling_lock());
    person := intake.find_person(email);
    receipts.theirs := receipts.theirs || array(
      select distinct e.webhook_event_id from public.pipeline_events e
      where e.contact_id = any (person.contacts) and e.webhook_event_id is not null
    );
    elsewhere := (
      select coalesce(jsonb_agg(distinct h.name), '[]')
      from (
        select split_part(i.scope, ':', 1) as name from public.contact_identities i
        where i.contact_id = any (person.contacts) and i.scope <> 'email'
        union all
        select 'campaign ' || c.name
        from intake.campaign_outbox o
        join public.campaigns c on c.id = o.campaign_id
        where o.lead_id = any (person.leads) and (o.status = 'fed' or o.attempts > 0)
      ) as h
    );
  end if;

  counts := jsonb_build_object('receipts', intake.empty_receipts(receipts.theirs));
  update public.lead_row_problems p set source = null where p.id = any (problems.theirs);
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('row_problems', removed);

  if next is null then
    insert into intake.erased_keys (hash, erasure_id)
    select h, erasure from unnest(person.email_hashes) as h order by h
    on conflict do nothing;
    counts := counts || jsonb_build_object(
      'leads', intake.erase_leads(erasure, person.leads), 'contacts', intake.erase_contacts(person.contacts)
    );
    delete from public.lead_conflicts c where c.email_hash = any (person.email_hashes) or c.lead_ids && person.leads;
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object('conflicts', removed);
    with gone as (
      delete from intake.leads_staging s where s.email_hash = any (person.email_hashes) returning s.upload_id
    ),
    counted as (
      update public.lead_uploads u
      set rows_refused = u.rows_refused + g.rows
      from (select gone.upload_id, count(*)::integer as rows from gone group by gone.upload_id) as g
      where u.id = g.upload_id
      returning g.rows
    )
    select coalesce(sum(c.rows), 0) into removed from counted c;
    counts := counts || jsonb_build_object('staged_rows', removed);
  end if;

  update intake.erasures e
  set
    counts = (
      select jsonb_object_agg(k.key, coalesce((e.counts ->> k.key)::integer, 0) + k.value::integer)
      from jsonb_each_text(erase_person_counts.value) as k
    ) || (e.counts - array(select jsonb_object_keys(erase_person_counts.value))),
    finished_at = case when next is null then now() end
  from (select counts as value) as erase_person_counts
  where e.id = erasure
  returning e.counts into counts;
  return jsonb_build_object(
    'counts', counts, 'held_elsewhere', elsewhere, 'next', next || jsonb_build_object('erasure', erasure)
  );
end
$$;
revoke all on function public.erase_person(text, text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.erase_person(text, text, jsonb) to service_role;
comment on function public.erase_person(text, text, jsonb) is 'Forgets a person, across everything that is held.';
