-- As before, and whoever agreed by a link agreed for the address that the link was sent to: a row that states another address takes over no
-- agreement with it. A designator that is known stays where a row has # for it, as a ZIP+4 stays one. Tells who has agreed just now.
create function intake.merge_leads(staging uuid, lines integer[], lead_ids bigint[])
returns table (id bigint, is_reachable_otherwise boolean, is_newly_verified boolean, is_newly_consented boolean)
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- planning anew costs more than merging one lead does
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
set enable_hashjoin = off  -- leads are looked up one by one, however few there were when the plan was made
set enable_mergejoin = off
set random_page_cost = 1
as $$
begin
  return query
    -- Held in one order, and read as they are once they are held.
    with held as materialized (
      select l.*, given.line
      from (select g.line, g.lead_id from unnest(lines, lead_ids) as g (line, lead_id) order by g.lead_id) as given
      join public.leads l on l.id = given.lead_id
      order by l.id
      for no key update of l
    ),
    changed as (
      select h.id as lead_id, n.*, coalesce(is_other.email or is_other.phone, false) as is_reachable_otherwise,
        n.email_verified and not h.email_verified or n.phone_verified and not h.phone_verified as is_newly_verified,
        n.consent and not agreement.holds as is_newly_consented
      from held h
      cross join lateral (
        select r.* from intake.leads_staging r where r.upload_id = staging and r.line = h.line offset 0
      ) as s
      cross join lateral (
        select s.email_hash is distinct from h.email_hash and s.email_hash is not null as email,
          s.phone is distinct from h.phone and s.phone is not null as phone,
          s.address_hash is distinct from h.address_hash and s.address_hash is not null as address,
          -- Who agreed by a link is whoever reads the mail of that address, and nobody else.
          s.email_hash <> h.email_hash and h.consent_source = 'link' as agreed
        offset 0
      ) as is_other
      cross join lateral (
        select h.consent and is_other.agreed is not true as holds
      ) as agreement
      cross join lateral (
        select coalesce(s.consent, false) and (not agreement.holds or s.consent_at < h.consent_at) as is_theirs
        offset 0
      ) as consent
      -- The offset keeps the expressions from being worked out again wherever they are used.
      cross join lateral (
        select
        coalesce(s.full_name, h.full_name) as full_name,
        coalesce(s.given_name, h.given_name) as given_name,
        coalesce(s.family_name, h.family_name) as family_name,
        case when is_other.email then s.email else h.email end as email,
        case when is_other.email then s.email_encrypted else h.email_encrypted end as email_encrypted,
        coalesce(s.email_hash, h.email_hash) as email_hash,
        coalesce(s.phone, h.phone) as phone,
        case when is_other.phone then s.phone_sent else coalesce(h.phone_sent, s.phone_sent) end as phone_sent,
        case when is_other.address then s.street when s.address_hash is null then coalesce(h.street, s.street) else coalesce(s.street, h.street) end as street,
        case
          when is_other.address then s.unit
          when s.address_hash is null or s.unit like '#%' then coalesce(h.unit, s.unit)
          else coalesce(s.unit, h.unit)
        end as unit,
        case when is_other.address then s.city when s.address_hash is null then coalesce(h.city, s.city) else coalesce(s.city, h.city) end as city,
        case when is_other.address then s.state when s.address_hash is null then coalesce(h.state, s.state) else coalesce(s.state, h.state) end as state,
        case
          when is_other.address then s.postal_code
          when s.address_hash is null or h.postal_code like s.postal_code || '-%' then coalesce(h.postal_code, s.postal_code)
          else coalesce(s.postal_code, h.postal_code)
        end as postal_code,
        coalesce(s.county, h.county) as county,
        coalesce(s.property_type, h.property_type) as property_type,
        coalesce(s.bedrooms, h.bedrooms) as bedrooms,
        coalesce(s.bathrooms, h.bathrooms) as bathrooms,
        coalesce(s.living_area_sqft, h.living_area_sqft) as living_area_sqft,
        coalesce(s.year_built, h.year_built) as year_built,
        coalesce(s.estimated_value_amount, h.estimated_value_amount) as estimated_value_amount,
        case when s.estimated_value_amount is not null then s.estimated_value_currency else h.estimated_value_currency end as estimated_value_currency,
        coalesce(s.owner_occupied, h.owner_occupied) as owner_occupied,
        case
          when s.tags is null or h.tags @> s.tags then h.tags
          else array(select distinct t.tag from unnest(h.tags || s.tags) as t (tag) order by t.tag)
        end as tags,
        coalesce(s.mak, h.mak) as mak,
        coalesce(s.apn, h.apn) as apn,
        case
          when s.apn is null or s.apn = h.apn and coalesce(s.apn_county, '') = '' then h.apn_county
          else coalesce(s.apn_county, '')
        end as apn_county,
        coalesce(s.address_hash, h.address_hash) as address_hash,
        case
          when is_other.email then coalesce(s.email_verified, false)
          when h.email_hash is null then h.email_verified
          else coalesce(s.email_verified, h.email_verified)
        end as email_verified,
        case
          when is_other.phone then coalesce(s.phone_verified, false)
          when h.phone is null then h.phone_verified
          else coalesce(s.phone_verified, h.phone_verified)
        end as phone_verified,
        case
          when is_other.email then coalesce(s.email_verification_codes, '{}')
          when s.email_verification_codes is null or h.email_verification_codes @> s.email_verification_codes then h.email_verification_codes
          else array(select distinct c.code from unnest(h.email_verification_codes || s.email_verification_codes) as c (code) order by c.code)
        end as email_verification_codes,
        case
          when is_other.phone then coalesce(s.phone_verification_codes, '{}')
          when s.phone_verification_codes is null or h.phone_verification_codes @> s.phone_verification_codes then h.phone_verification_codes
          else array(select distinct c.code from unnest(h.phone_verification_codes || s.phone_verification_codes) as c (code) order by c.code)
        end as phone_verification_codes,
        coalesce(s.melissa_payload, h.melissa_payload) as melissa_payload,
        agreement.holds or coalesce(s.consent, false) as consent,
        case when consent.is_theirs then s.consent_at when agreement.holds then h.consent_at end as consent_at,
        case when consent.is_theirs then s.consent_source when agreement.holds then h.consent_source end as consent_source,
        case
          when consent.is_theirs then s.consent_text_version
          when agreement.holds then h.consent_text_version
        end as consent_text_version,
        case when agreement.holds then h.consent_address end as consent_address,
        greatest(s.score, h.score) as score
        offset 0
      ) as n
      where (
        n.full_name, n.given_name, n.family_name, n.email, n.email_encrypted, n.email_hash, n.phone, n.phone_sent, n.street, n.unit,
        n.city, n.state, n.postal_code, n.county, n.property_type, n.bedrooms, n.bathrooms, n.living_area_sqft, n.year_built,
        n.estimated_value_amount, n.estimated_value_currency, n.owner_occupied, n.tags, n.mak, n.apn, n.apn_county, n.address_hash,
        n.email_verified, n.phone_verified, n.email_verification_codes, n.phone_verification_codes, n.melissa_payload, n.consent,
        n.consent_at, n.consent_source, n.consent_text_version, n.score
      ) is distinct from (
        h.full_name, h.given_name, h.family_name, h.email, h.email_encrypted, h.email_hash, h.phone, h.phone_sent, h.street, h.unit,
        h.city, h.state, h.postal_code, h.county, h.property_type, h.bedrooms, h.bathrooms, h.living_area_sqft, h.year_built,
        h.estimated_value_amount, h.estimated_value_currency, h.owner_occupied, h.tags, h.mak, h.apn, h.apn_county, h.address_hash,
        h.email_verified, h.phone_verified, h.email_verification_codes, h.phone_verification_codes, h.melissa_payload, h.consent,
        h.consent_at, h.consent_source, h.consent_text_version, h.score
      )
    )
    update public.leads l
    set
      full_name = c.full_name,
      given_name = c.given_name,
      family_name = c.family_name,
      email = c.email,
      email_encrypted = c.email_encrypted,
      email_hash = c.email_hash,
      phone = c.phone,
      phone_sent = c.phone_sent,
      street = c.street,
      unit = c.unit,
      city = c.city,
      state = c.state,
      postal_code = c.postal_code,
      county = c.county,
      property_type = c.property_type,
      bedrooms = c.bedrooms,
      bathrooms = c.bathrooms,
      living_area_sqft = c.living_area_sqft,
      year_built = c.year_built,
      estimated_value_amount = c.estimated_value_amount,
      estimated_value_currency = c.estimated_value_currency,
      owner_occupied = c.owner_occupied,
      tags = c.tags,
      mak = c.mak,
      apn = c.apn,
      apn_county = c.apn_county,
      address_hash = c.address_hash,
      email_verified = c.email_verified,
      phone_verified = c.phone_verified,
      email_verification_codes = c.email_verification_codes,
      phone_verification_codes = c.phone_verification_codes,
      melissa_payload = c.melissa_payload,
      consent = c.consent,
      consent_at = c.consent_at,
      consent_source = c.consent_source,
      consent_text_version = c.consent_text_version,
      consent_address = c.consent_address,
      score = c.score,
      updated_at = now()
    from changed c
    where l.id = c.lead_id
    returning l.id, c.is_reachable_otherwise, c.is_newly_verified, c.is_newly_consented;
end
$$;
revoke all on function intake.merge_leads(uuid, integer[], bigint[]) from public, anon, authenticated, service_role;
comment on function intake.merge_leads(uuid, integer[], bigint[])
  is 'Writes to leads that are known what staged rows tell of them; returns those that changed.';
