-- Leads that agreed before their list was uploaded make the step `consented` too, as those who agree by a link do, and each of them once.

-- As before, and tells who has agreed.
drop function intake.add_leads(uuid, bigint, uuid, integer[]);
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
    from unnest(lines) as given (line)
    cross join lateral (
      select r.* from intake.leads_staging r where r.upload_id = staging and r.line = given.line offset 0
    ) as s
    returning l.id, l.email_verified, l.phone_verified, l.consent;
end
$$;
revoke all on function intake.add_leads(uuid, bigint, uuid, integer[]) from public, anon, authenticated, service_role;
comment on function intake.add_leads(uuid, bigint, uuid, integer[]) is 'Makes leads of staged rows that are about nobody known.';

-- As before, and tells who has agreed just now.
drop function intake.merge_leads(uuid, integer[], bigint[]);
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
        n.consent and not h.consent as is_newly_consented
      from held h
      cross join lateral (
        select r.* from intake.leads_staging r where r.upload_id = staging and r.line = h.line offset 0
      ) as s
      cross join lateral (
        select s.email_hash is distinct from h.email_hash and s.email_hash is not null as email,
          s.phone is distinct from h.phone and s.phone is not null as phone,
          s.address_hash is distinct from h.address_hash and s.address_hash is not null as address,
          coalesce(s.consent, false) and (not h.consent or s.consent_at < h.consent_at) as consent
        offset 0
      ) as is_other
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
        case when is_other.address then s.unit when s.address_hash is null then coalesce(h.unit, s.unit) else coalesce(s.unit, h.unit) end as unit,
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
        h.consent or coalesce(s.consent, false) as consent,
        case when is_other.consent then s.consent_at else h.consent_at end as consent_at,
        case when is_other.consent then s.consent_source else h.consent_source end as consent_source,
        case when is_other.consent then s.consent_text_version else h.consent_text_version end as consent_text_version,
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

-- As before, and notes who has agreed.
create or replace function intake.promote_rows(
  staging uuid, broker_id bigint, upload uuid, lines integer[], erased_by_key text,
  out done intake.promotion, out rest integer[], out unsettled bigint[], out last_lead bigint
)
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- as the rest of a promotion
set enable_seqscan = off
as $$
declare
  fresh integer[];
  known integer[];
  known_leads bigint[];
  conflicts intake.staged_match[];
  erased integer[];
  added bigint[];
  merged bigint[];
  verified_added bigint[];
  verified_merged bigint[];
  consented_added bigint[];
  consented_merged bigint[];
  otherwise bigint[];
begin
  select
    array_agg(m.line order by m.line) filter (where m.fate = 'new'),
    array_agg(m.line order by m.line) filter (where m.fate = 'known'),
    array_agg(m.lead_id order by m.line) filter (where m.fate = 'known'),
    array_agg(m) filter (where m.fate in ('several-leads', 'other-property')),
    array_agg(m.line) filter (where m.fate = 'erased'),
    coalesce(array_agg(m.line order by m.line) filter (where m.fate = 'later'), '{}'),
    max(m.lead_id)
  into fresh, known, known_leads, conflicts, erased, rest, last_lead
  from intake.match_staged_leads(staging, broker_id, lines, erased_by_key) m;

  if fresh is not null then
    select array_agg(a.id), array_agg(a.id) filter (where a.email_verified or a.phone_verified), array_agg(a.id) filter (where a.consent),
      max(a.id)
    into added, verified_added, consented_added, last_lead
    from intake.add_leads(staging, broker_id, upload, fresh) a;
  end if;
  if known is not null then
    select array_agg(m.id), array_agg(m.id) filter (where m.is_newly_verified), array_agg(m.id) filter (where m.is_newly_consented),
      array_agg(m.id) filter (where m.is_reachable_otherwise)
    into merged, verified_merged, consented_merged, otherwise
    from intake.merge_leads(staging, known, known_leads) m;
  end if;
  if conflicts is not null then
    perform intake.keep_lead_conflicts(staging, broker_id, upload, conflicts);
    perform intake.record_lead_steps(
      'conflict', broker_id, array(select distinct l.id from unnest(conflicts) as c, unnest(c.lead_ids) as l (id)), upload
    );
  end if;
  if erased is not null then
    -- Without the row itself: it isn't ours to keep.
    insert into public.lead_row_problems (upload_id, broker_id, line, reason, outcome)
    select u.id, u.broker_id, e.line, 'erased', 'refused'
    from unnest(erased) as e (line)
    join public.lead_uploads u on u.id = upload
    on conflict on constraint lead_row_problems_once do nothing;
  end if;

  delete from intake.leads_staging s
  using unnest(fresh || known || erased || array(select c.line from unnest(conflicts) as c)) as promoted (line)
  where s.upload_id = staging and s.line = promoted.line;

  if added is not null then
    perform intake.record_lead_steps('upserted', broker_id, added, upload);
  end if;
  if merged is not null then
    perform intake.record_lead_steps('merged', broker_id, merged, upload);
  end if;
  if verified_added is not null or verified_merged is not null then
    perform intake.record_lead_steps('verified', broker_id, verified_added || verified_merged, upload);
  end if;
  if consented_added is not null or consented_merged is not null then
    perform intake.record_lead_steps('consented', broker_id, consented_added || consented_merged, upload);
  end if;

  done := (
    coalesce(cardinality(added), 0), coalesce(cardinality(merged), 0),
    coalesce(cardinality(known), 0) - coalesce(cardinality(merged), 0), coalesce(cardinality(conflicts), 0),
    coalesce(cardinality(erased), 0)
  );
  unsettled := coalesce(added || otherwise, '{}');
end
$$;

-- As before, but who had agreed already, and agrees to another text, makes no second step.
create or replace function public.redeem_consent_token(purpose text, lead bigint, nonce_hash text, address text default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  token intake.consent_tokens;
  told public.leads;
  waited interval;
begin
  update intake.consent_tokens t
  set redeemed_at = coalesce(t.redeemed_at, now())
  where t.nonce_hash = redeem_consent_token.nonce_hash
    and t.purpose = redeem_consent_token.purpose
    and t.lead_id = redeem_consent_token.lead
    and t.expires_at > now()
    and (t.redeemed_at is null or t.purpose = 'unsubscribe')
    and exists (select from public.leads l where l.id = t.lead_id and l.erased_at is null)
  returning t.* into token;
  if not found then
    return null;
  end if;

  if token.purpose = 'unsubscribe' then
    perform intake.unsubscribe_lead(token.lead_id, intake.source('consent', '', token.id::text));
  else
    update public.leads l
    set consent = true, consent_at = now(), consent_source = 'link', consent_address = redeem_consent_token.address::inet,
      consent_text_version = (select x.version from public.consent_texts x where x.id = token.consent_text_id), updated_at = now()
    where l.id = token.lead_id and l.erased_at is null
    returning l.* into told;
    if not found then
      return null;
    end if;
    if not exists (select from public.pipeline_events e where e.lead_id = told.id and e.stage = 'consented') then
      waited := now() - token.created_at;
      perform intake.record_lead_steps(
        'consented', told.broker_id, array[told.id],
        milliseconds => array[least(extract(epoch from waited) * 1000, 2147483647)::integer]
      );
    end if;
  end if;

  return (
    select jsonb_build_object(
      'broker', b.name, 'status', case token.purpose when 'consent' then 'consented' else 'unsubscribed' end
    )
    from public.leads l join public.brokers b on b.id = l.broker_id
    where l.id = token.lead_id
  );
end
$$;
