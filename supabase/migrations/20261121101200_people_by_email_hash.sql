-- As before, but leads are found by the hashes of their addresses.
create or replace function intake.find_person(email text)
returns intake.person
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  hash_key constant text := intake.secret('email_hash_key');
  person intake.person;
begin
  person.contacts := array(
    select i.contact_id from public.contact_identities i where i.scope = 'email' and i.value = lower(email)
  );
  person.emails := array(
    select lower(find_person.email)
    union
    select i.value from public.contact_identities i where i.contact_id = any (person.contacts) and i.scope = 'email'
    union
    select lower(c.email) from public.contacts c where c.id = any (person.contacts) and c.email is not null
  );
  person.email_hashes := array(select encode(extensions.hmac(e, hash_key, 'sha256'), 'hex') from unnest(person.emails) as e);
  person.leads := array(
    select l.id from intake.leads_of_email_hashes(person.email_hashes) as l (id)
    union
    select l.id from public.leads l where l.contact_id = any (person.contacts) and coalesce(l.email, l.email_encrypted) is null
  );
  -- An address as it stands in a text or an encoded query; what providers call them, as a whole text in JSON.
  person.marks := array(
    select e from unnest(person.emails) as e
    union
    select replace(e, '@', '%40') from unnest(person.emails) as e
    union
    select lower(to_jsonb(i.value)::text)
    from public.contact_identities i
    where i.contact_id = any (person.contacts) and i.scope <> 'email' and length(i.value) >= 5
  );
  return person;
end
$$;

-- As before, by hash.
create or replace function intake.unsubscribe_lead(lead_id bigint, source text)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  known record;
  leads bigint[];
  unsubscribed record;
begin
  -- First, as in intake.apply_changes.
  perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());

  -- By name, because an identity stays what it is when its contact is joined with another; by address, if there is the choice.
  select i.scope, i.value into known
  from public.leads l
  join public.contact_identities i on i.contact_id = l.contact_id
  where l.id = unsubscribe_lead.lead_id
  order by (i.scope = 'email' and i.value = lower(l.email)) is true desc, i.scope, i.value
  limit 1;
  if found then
    perform intake.settle_leads_of_contact(intake.apply_contact(
      jsonb_build_object(
        'kind', 'contact', 'at', now(), 'email_status', 'unsubscribed',
        'identities', jsonb_build_array(jsonb_build_object('scope', known.scope, 'value', known.value))
      ),
      source
    ));
  end if;

  select array_agg(same.id) into leads
  from (
    select unsubscribe_lead.lead_id as id
    union
    select l.id
    from public.leads asked
    cross join intake.leads_of_email_hashes(array[asked.email_hash]) as same (id)
    join public.leads l on l.id = same.id and l.broker_id = asked.broker_id
    where asked.id = unsubscribe_lead.lead_id
  ) as same;
  perform from public.leads l where l.id = any (leads) order by l.id for no key update;

  for unsubscribed in
    with written as (
      update public.leads l
      set campaign_status = 'unsubscribed', updated_at = now()
      where l.id = any (leads) and l.campaign_status not in ('unsubscribed', 'do_not_contact', 'closed')
    )
    select l.broker_id, array_agg(l.id order by l.id) as leads
    from public.leads l
    where l.id = any (leads)
      and not exists (select from public.pipeline_events e where e.lead_id = l.id and e.stage = 'unsubscribed')
    group by l.broker_id
  loop
    perform intake.record_lead_steps('unsubscribed', unsubscribed.broker_id, unsubscribed.leads);
  end loop;
end
$$;

-- As before, by hash.
create or replace function public.record_lead_verifications(provider text, results jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  hash_key constant text := intake.secret('email_hash_key');
  outcome record;
  broker record;
begin
  with result as materialized (
    select r.*, b.id as broker_id, encode(extensions.hmac(lower(r.email), hash_key, 'sha256'), 'hex') as email_hash,
      array(select distinct c from jsonb_array_elements_text(coalesce(r.codes, '[]')) as c order by c) as all_codes
    from rows from (
      jsonb_to_recordset(results)
        as (lead bigint, broker text, email text, mak text, apn text, apn_county text, codes jsonb, payload jsonb)
    ) with ordinality as r (lead, broker, email, mak, apn, apn_county, codes, payload, position)
    left join public.brokers b on b.slug = r.broker
  ),
  about as (
    select l.id, r.position, r.all_codes, r.payload
    from result r
    cross join lateral (
      select l.id from public.leads l where l.id = r.lead
      union
      select l.id
      from intake.leads_of_email_hashes(array[r.email_hash]) as e (id)
      join public.leads l on l.id = e.id
      where r.broker is null or l.broker_id = r.broker_id
      union
      select l.id from public.leads l where l.broker_id = r.broker_id and l.mak = r.mak
      union
      select l.id from public.leads l where l.broker_id = r.broker_id and l.apn = r.apn and l.apn_county = coalesce(r.apn_county, '')
    ) as l
  ),
  -- Of several results on one lead the last one counts, whatever the codes of the others.
  last as materialized (
    select distinct on (a.id) a.id, a.payload, a.all_codes from about a order by a.id, a.position desc
  ),
  said as materialized (
    select t.id, t.payload, m.email_codes, m.phone_codes, m.email_verdict, m.phone_verdict
    from last t
    cross join lateral (
      select
        coalesce(array_agg(c.code) filter (where c.what = 'email'), '{}') as email_codes,
        coalesce(array_agg(c.code) filter (where c.what = 'phone'), '{}') as phone_codes,
        not bool_or(c.verdict = 'unverified') filter (where c.what = 'email' and c.verdict <> 'unknown') as email_verdict,
        not bool_or(c.verdict = 'unverified') filter (where c.what = 'phone' and c.verdict <> 'unknown') as phone_verdict
      from public.verification_code_map c
      where c.provider = record_lead_verifications.provider and c.code = any (t.all_codes)
    ) as m
  ),
  held as materialized (
    select l.*, s.email_codes, s.phone_codes, s.email_verdict, s.phone_verdict, s.payload
    from said s
    join public.leads l on l.id = s.id
    where l.erased_at is null
    order by l.id
    for no key update of l
  ),
  written as (
    update public.leads l
    set
      email_verified = n.email_verified, phone_verified = n.phone_verified, email_verification_codes = n.email_codes,
      phone_verification_codes = n.phone_codes, melissa_payload = coalesce(h.payload, h.melissa_payload), updated_at = now()
    from held h
    cross join lateral (
      select
        case when h.email_hash is null then h.email_verified else coalesce(h.email_verdict, h.email_verified) end as email_verified,
        case when h.phone is null then h.phone_verified else coalesce(h.phone_verdict, h.phone_verified) end as phone_verified,
        array(select distinct c from unnest(h.email_verification_codes || h.email_codes) as c order by c) as email_codes,
        array(select distinct c from unnest(h.phone_verification_codes || h.phone_codes) as c order by c) as phone_codes
    ) as n
    where l.id = h.id and (n.email_verified, n.phone_verified, n.email_codes, n.phone_codes, coalesce(h.payload, h.melissa_payload))
      is distinct from (h.email_verified, h.phone_verified, h.email_verification_codes, h.phone_verification_codes, h.melissa_payload)
    returning l.id, l.broker_id,
      l.email_verified and not h.email_verified or l.phone_verified and not h.phone_verified as is_newly_verified
  )
  select (select count(*) from held) as leads, count(*) as changed,
    array_agg(w.id order by w.id) filter (where w.is_newly_verified) as verified
  into outcome
  from written w;

  for broker in
    select l.broker_id as id, array_agg(l.id order by l.id) as leads
    from public.leads l where l.id = any (outcome.verified) group by l.broker_id order by l.broker_id
  loop
    perform intake.record_lead_steps('verified', broker.id, broker.leads);
  end loop;
  return jsonb_build_object('leads', outcome.leads, 'changed', outcome.changed);
end
$$;
