-- Makes leads of staged rows that are about nobody known. Returns them.
create function intake.add_leads(staging uuid, broker_id bigint, upload uuid, lines integer[])
returns table (id bigint, email_verified boolean, phone_verified boolean)
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
    from unnest(lines) as given (line)
    cross join lateral (
      select r.* from intake.leads_staging r where r.upload_id = staging and r.line = given.line offset 0
    ) as s
    returning l.id, l.email_verified, l.phone_verified;
end
$$;
revoke all on function intake.add_leads(uuid, bigint, uuid, integer[]) from public, anon, authenticated, service_role;
comment on function intake.add_leads(uuid, bigint, uuid, integer[]) is 'Makes leads of staged rows that are about nobody known.';
