-- As before, but with the address's shorter key; the rows of a batch are read from staging in one go instead of one by one, and what they have in common is found with less.
create or replace function intake.match_staged_leads(staging uuid, broker_id bigint, lines integer[], erased_by_key text)
returns setof intake.staged_match
language plpgsql
stable
set search_path = ''
set plan_cache_mode = force_generic_plan  -- planning anew costs more than looking one lead up does
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
set enable_nestloop = off  -- rows are compared with each other by hash; what is looked up says so by itself
set enable_mergejoin = off
as $$
begin
  return query
    with found as materialized (
      select s.line, s.mak, s.apn, coalesce(s.apn_county, '') as apn_county, s.address_hash,
        (select l.id from public.leads l where l.broker_id = match_staged_leads.broker_id and l.mak = s.mak) as by_mak,
        (
          select l.id from public.leads l
          where l.broker_id = match_staged_leads.broker_id and l.apn = s.apn and l.apn_county = coalesce(s.apn_county, '')
        ) as by_apn,
        (
          select l.id from public.leads l
          where l.broker_id = match_staged_leads.broker_id and left(l.address_hash, 32)::uuid = left(s.address_hash, 32)::uuid
        ) as by_address,
        -- Only looked for where anybody was ever erased.
        erased_by_key is not null and exists (
          select from intake.erased_keys e
          where e.hash = any (intake.erasable_hashes(
            erased_by_key, s.email_hash, s.phone, s.mak, s.apn, coalesce(s.apn_county, ''), s.address_hash
          ))
        ) as is_erased
      from intake.leads_staging s
      where s.upload_id = staging and s.line = any (lines)
    ),
    -- What rows can have in common. As numbers: two texts that happen to share one only make a row wait. Worked out again for the rows
    -- that are for later, because mostly there are none.
    trait as not materialized (
      select t.line, t.trait
      from (
        select f.line, unnest(array[
          hashtextextended(f.mak, 1), hashtextextended(f.apn || ' ' || f.apn_county, 2), hashtextextended(f.address_hash, 3),
          hashint8extended(f.by_mak, 4), hashint8extended(f.by_apn, 4), hashint8extended(f.by_address, 4)
        ]) as trait
        from found f
        where cardinality(lines) > 1
      ) as t
      where t.trait is not null
    ),
    shared as (
      select t.trait, min(t.line) as first_line from trait t group by t.trait having min(t.line) < max(t.line)
    ),
    later as (
      select distinct t.line from shared h join trait t on t.trait = h.trait where t.line > h.first_line
    )
    select f.line, coalesce(f.by_mak, f.by_apn, f.by_address),
      case
        when o.line is not null then 'later'
        when f.is_erased then 'erased'
        when f.by_mak <> f.by_apn or f.by_mak <> f.by_address or f.by_apn <> f.by_address then 'several-leads'
        when l.id is null then 'new'
        when f.by_mak is null and f.mak is not null and l.mak is not null then 'other-property'
        when f.by_mak is null and f.by_apn is null and f.apn is not null and l.apn is not null
          and not (f.apn = l.apn and '' in (f.apn_county, l.apn_county)) then 'other-property'
        else 'known'
      end,
      array_remove(array[f.by_mak, f.by_apn, f.by_address], null)
    from found f
    left join later o on o.line = f.line
    left join lateral (
      select r.id, r.mak, r.apn, r.apn_county from public.leads r where r.id = coalesce(f.by_mak, f.by_apn, f.by_address) offset 0
    ) as l on true;
end
$$;

-- As before, and in the order of the lines. Tells who has agreed.
create function intake.add_leads(staging uuid, broker_id bigint, upload uuid, lines integer[])
returns table (id bigint, email_verified boolean, phone_verified boolean, consent boolean)
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- planning anew costs more than adding one lead does
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return query
    insert into public.leads as l (
      broker_id, upload_id, full_name, given_name, family_name, email, email_encrypted, email_hash, phone, phone_sent, street, unit, city,
      state, postal_code, county, property_type, bedrooms, bathrooms, living_area_sqft, year_built, estimated_value_amount,
      estimated_value_currency, owner_occupied, tags, mak, apn, apn_county, address_hash, email_verified, phone_verified,
      email_verification_codes, phone_verification_codes, melissa_payload, consent, consent_at, consent_source, consent_text_version,
      score
    )
    select add_leads.broker_id, upload, s.full_name, s.given_name, s.family_name, s.email, s.email_encrypted, s.email_hash, s.phone,
      s.phone_sent, s.street, s.unit, s.city, s.state, s.postal_code, s.county, s.property_type, s.bedrooms, s.bathrooms,
      s.living_area_sqft, s.year_built, s.estimated_value_amount, s.estimated_value_currency, s.owner_occupied,
      coalesce(s.tags, '{}'), s.mak, s.apn, coalesce(s.apn_county, ''), s.address_hash,
      coalesce(s.email_verified and s.email_hash is not null, false), coalesce(s.phone_verified and s.phone is not null, false),
      coalesce(s.email_verification_codes, '{}'), coalesce(s.phone_verification_codes, '{}'), s.melissa_payload,
      coalesce(s.consent, false), case when s.consent then s.consent_at end, case when s.consent then s.consent_source end,
      case when s.consent then s.consent_text_version end, coalesce(s.score, 0)
    from intake.leads_staging s
    where s.upload_id = staging and s.line = any (lines)
    order by s.line
    returning l.id, l.email_verified, l.phone_verified, l.consent;
end
$$;
revoke all on function intake.add_leads(uuid, bigint, uuid, integer[]) from public, anon, authenticated, service_role;
comment on function intake.add_leads(uuid, bigint, uuid, integer[]) is 'Makes leads of staged rows that are about nobody known.';
