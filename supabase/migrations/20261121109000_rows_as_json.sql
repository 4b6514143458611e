-- Rows come as json instead of jsonb and are read once: making jsonb of what is only read took a third of the time of staging.
drop function public.stage_leads(uuid, jsonb);
drop function intake.stage_rows(uuid, jsonb, boolean, text, integer, text);
drop function intake.keep_row_problems(uuid, bigint, jsonb, boolean, integer, text);

-- Puts the leads of rows into staging, and keeps what was wrong with rows, and those rows as they were sent, where a broker's upload is
-- being staged. `key` is null where the broker's addresses are not encrypted. A verdict un-verifies; what a row merely states doesn't.
create function intake.stage_rows(
  upload uuid, broker_id bigint, rows json, encrypts boolean, hash_key text, key_number integer, key text
)
returns void
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- planning anew costs more than staging one lead does
as $$
begin
  with codes as (
    select m.provider,
      array_agg(m.code) filter (where m.what = 'email') as email,
      array_agg(m.code) filter (where m.what = 'email' and m.verdict = 'verified') as email_good,
      array_agg(m.code) filter (where m.what = 'email' and m.verdict = 'unverified') as email_bad,
      array_agg(m.code) filter (where m.what = 'phone') as phone,
      array_agg(m.code) filter (where m.what = 'phone' and m.verdict = 'verified') as phone_good,
      array_agg(m.code) filter (where m.what = 'phone' and m.verdict = 'unverified') as phone_bad
    from public.verification_code_map m
    group by m.provider
  ),
  sent as materialized (
    select r.line, r.lead, r.problems, r.source, coalesce(json_typeof(r.lead) = 'object', false) as is_kept
    from json_to_recordset(rows) as r (line integer, lead json, problems json, source json)
  ),
  stated as materialized (
    select s.line, l.*,
      -- As intake.address_hash() has it; a call per row would cost more than all the rest.
      encode(sha256(convert_to(upper(
        l.street || '|' || coalesce(ltrim(replace(replace(upper(' ' || l.unit), ' APT ', ' # '), ' UNIT ', ' # ')), '')
        || '|' || coalesce(left(l.postal_code, 5), l.city || '|' || l.state)
      ), 'UTF8')), 'hex') as address_hash,
      case when l.verification is not null then array(
        select jsonb_array_elements_text(l.verification -> 'codes')
      ) end as codes
    from sent s
    cross join lateral json_to_record(s.lead) as l (
      full_name text, given_name text, family_name text, email text, phone text, phone_sent text, street text, unit text, city text,
      state text, postal_code text, county text, property_type text, bedrooms numeric, bathrooms numeric, living_area_sqft integer,
      year_built integer, estimated_value_amount bigint, estimated_value_currency text, owner_occupied boolean, tags text[],
      mak text, apn text, apn_county text, email_verified boolean, phone_verified boolean, consent boolean, consent_at timestamptz,
      consent_source text, consent_text_version text, score integer, verification jsonb
    )
    where s.is_kept
  ),
  staged as (
    insert into intake.leads_staging (
      upload_id, line, full_name, given_name, family_name, email, email_encrypted, email_hash, phone, phone_sent, street, unit, city,
      state, postal_code, county, property_type, bedrooms, bathrooms, living_area_sqft, year_built, estimated_value_amount,
      estimated_value_currency, owner_occupied, tags, mak, apn, apn_county, address_hash, email_verified, phone_verified,
      email_verification_codes, phone_verification_codes, melissa_payload, consent, consent_at, consent_source, consent_text_version,
      score
    )
    select upload, s.line, s.full_name, s.given_name, s.family_name,
      case when not encrypts then s.email end,
      intake.encrypt_with(s.email, key_number, key),
      encode(extensions.hmac(lower(s.email), hash_key, 'sha256'), 'hex'),
      s.phone, s.phone_sent, s.street, s.unit, s.city, s.state, s.postal_code, s.county, s.property_type, s.bedrooms, s.bathrooms,
      s.living_area_sqft, s.year_built, s.estimated_value_amount, s.estimated_value_currency, s.owner_occupied,
      case when s.tags is not null then array(select distinct t.tag from unnest(s.tags) as t (tag) order by t.tag) end,
      s.mak, s.apn,
      s.apn_county, s.address_hash,
      case when s.codes && c.email_bad then false when s.codes && c.email_good then true else nullif(s.email_verified, false) end,
      case when s.codes && c.phone_bad then false when s.codes && c.phone_good then true else nullif(s.phone_verified, false) end,
      case when s.codes && c.email then array(
        select distinct u.code from unnest(s.codes) as u (code) where u.code = any (c.email) order by u.code
      ) end,
      case when s.codes && c.phone then array(
        select distinct u.code from unnest(s.codes) as u (code) where u.code = any (c.phone) order by u.code
      ) end,
      s.verification -> 'payload', s.consent, s.consent_at, s.consent_source, s.consent_text_version, s.score
    from stated s
    left join codes c on c.provider = s.verification ->> 'provider'
    where coalesce(s.mak, s.apn, s.address_hash) is not null
    on conflict on constraint leads_staging_pkey do nothing
  ),
  found as (
    select s.line, coalesce(p.problem ->> 'column', '') as column_name, p.problem ->> 'reason' as reason, s.is_kept, p.position
    from sent s
    cross join lateral json_array_elements(s.problems) with ordinality as p (problem, position)
    where json_typeof(s.problems) = 'array'
    union all
    -- Whoever reads files refuses these, and none may get through: it would be a new lead at every upload.
    select s.line, '', 'no-key', false, 0
    from stated s
    where coalesce(s.mak, s.apn, s.address_hash) is null
    union all
    select s.line, '', 'refused', false, 0
    from sent s
    where not s.is_kept and case when json_typeof(s.problems) = 'array' then json_array_length(s.problems) else 0 end = 0
  ),
  told as (
    select f.*, row_number() over lines = 1 as is_first, bool_and(f.is_kept) over (partition by f.line) as is_lead
    from found f
    window lines as (partition by f.line order by f.position)
  )
  insert into public.lead_row_problems (upload_id, broker_id, line, column_name, reason, outcome, source)
  select upload, stage_rows.broker_id, t.line, t.column_name, t.reason,
    case when t.is_lead then 'field-dropped' else 'refused' end,
    case
      when not t.is_first or s.source is null then null
      when encrypts then jsonb_build_object('encrypted', intake.encrypt_with(s.source::text, key_number, key))
      else s.source::jsonb
    end
  from told t
  join sent s on s.line = t.line
  where stage_rows.broker_id is not null
  order by t.line, t.position
  on conflict on constraint lead_row_problems_once do nothing;
end
$$;
revoke all on function intake.stage_rows(uuid, bigint, json, boolean, text, integer, text)
  from public, anon, authenticated, service_role;
comment on function intake.stage_rows(uuid, bigint, json, boolean, text, integer, text)
  is 'Puts the leads of rows into staging, and keeps what was wrong with rows.';

-- As before.
create function public.stage_leads(upload uuid, rows json)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  receiving record;
  hash_key constant text := intake.secret('email_hash_key');
  key_number integer;
  key text;
  sent json;
begin
  -- Before the upload is held together with whoever stages another batch of it, and seldom: this one is held alone.
  update public.lead_uploads u
  set last_heard_at = now()
  where u.id = upload and u.status = 'receiving' and u.last_heard_at < now() - interval '10 seconds';

  select u.broker_id, b.encrypts_emails into receiving
  from public.lead_uploads u
  join public.brokers b on b.id = u.broker_id
  where u.id = upload and u.status = 'receiving'
  for share of u;
  if not found then
    raise exception using errcode = 'SL022', message = 'the upload takes no rows';
  end if;
  if receiving.encrypts_emails then
    key_number := intake.newest_email_key();
    key := intake.secret('email_encryption_key:' || coalesce(key_number, 1));
  end if;

  begin
    perform intake.stage_rows(upload, receiving.broker_id, rows, receiving.encrypts_emails, hash_key, key_number, key);
  exception when data_exception or integrity_constraint_violation then
    for sent in select r.value from json_array_elements(rows) as r loop
      begin
        perform intake.stage_rows(
          upload, receiving.broker_id, json_build_array(sent), receiving.encrypts_emails, hash_key, key_number, key
        );
      exception when data_exception or integrity_constraint_violation then
        perform intake.stage_rows(
          upload, receiving.broker_id,
          json_build_array(json_build_object(
            'line', sent -> 'line', 'problems', '[{"column": "", "reason": "not-storable"}]'::json, 'source', sent -> 'source'
          )),
          receiving.encrypts_emails, hash_key, key_number, key
        );
      end;
    end loop;
  end;
  return jsonb_build_object('staged', json_array_length(rows));
end
$$;
revoke all on function public.stage_leads(uuid, json) from public, anon, authenticated, service_role;
grant execute on function public.stage_leads(uuid, json) to service_role;
comment on function public.stage_leads(uuid, json) is 'Stages rows of an upload that is being received.';

-- As before.
create or replace function public.upsert_lead(broker text, lead jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  staging constant uuid := gen_random_uuid();
  owner record;
  key_number integer;
  outcome record;
begin
  select b.id, b.encrypts_emails into owner from public.brokers b where b.slug = upsert_lead.broker;
  if not found then
    return '{"status": "refused", "lead": null, "reason": "unknown-broker"}';
  end if;
  if owner.encrypts_emails then
    key_number := intake.newest_email_key();
  end if;
  begin
    perform intake.stage_rows(
      staging, null, json_build_array(json_build_object('line', 1, 'lead', lead)), owner.encrypts_emails,
      intake.secret('email_hash_key'), key_number,
      case when owner.encrypts_emails then intake.secret('email_encryption_key:' || coalesce(key_number, 1)) end
    );
  exception when data_exception then
    return '{"status": "refused", "lead": null, "reason": "not-storable"}';
  end;
  if not exists (select from intake.leads_staging s where s.upload_id = staging) then
    return '{"status": "refused", "lead": null, "reason": "no-key"}';
  end if;

  perform pg_advisory_xact_lock(intake.lead_keys_lock(owner.id));
  outcome := intake.promote_lines(staging, owner.id, null, '{1}');
  return jsonb_build_object(
    'status', case
      when (outcome.done).leads_new > 0 then 'new'
      when (outcome.done).leads_changed > 0 then 'changed'
      when (outcome.done).leads_unchanged > 0 then 'unchanged'
      when (outcome.done).conflicts > 0 then 'conflict'
      else 'refused'
    end,
    'lead', case when (outcome.done).conflicts + (outcome.done).refused = 0 then outcome.last_lead end,
    'reason', outcome.refusal
  );
end
$$;
