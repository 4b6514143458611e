-- Rows of an upload, normalised by whoever read the file, into staging: typed, with their address hash, e-mail hash and what their
-- verification says, so that promoting them is a matter of sets.

-- `key` is null where the broker's addresses are not encrypted. A verdict un-verifies; what a row merely states doesn't.
create function intake.stage_rows(upload uuid, rows jsonb, encrypts boolean, hash_key text, key_number integer, key text)
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
  stated as materialized (
    select s.line, l.*,
      -- As intake.address_hash() has it; a call per row would cost more than all the rest.
      encode(sha256(convert_to(upper(
        l.street || '|' || coalesce(l.unit, '') || '|' || coalesce(left(l.postal_code, 5), l.city || '|' || l.state)
      ), 'UTF8')), 'hex') as address_hash,
      case when l.verification is not null then array(
        select jsonb_array_elements_text(l.verification -> 'codes')
      ) end as codes
    from jsonb_to_recordset(rows) as s (line integer, lead jsonb)
    cross join lateral jsonb_to_record(s.lead) as l (
      full_name text, given_name text, family_name text, email text, phone text, phone_sent text, street text, unit text, city text,
      state text, postal_code text, county text, property_type text, bedrooms numeric, bathrooms numeric, living_area_sqft integer,
      year_built integer, estimated_value_amount bigint, estimated_value_currency text, owner_occupied boolean, tags text[],
      mak text, apn text, apn_county text, email_verified boolean, phone_verified boolean, consent boolean, consent_at timestamptz,
      consent_source text, consent_text_version text, score integer, verification jsonb
    )
    where jsonb_typeof(s.lead) = 'object'
  )
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
  on conflict on constraint leads_staging_pkey do nothing;
end
$$;
revoke all on function intake.stage_rows(uuid, jsonb, boolean, text, integer, text)
  from public, anon, authenticated, service_role;
comment on function intake.stage_rows(uuid, jsonb, boolean, text, integer, text)
  is 'Puts the leads of rows into staging.';

-- Keeps what was wrong with rows of an upload, and the rows as they were sent.
create function intake.keep_row_problems(upload uuid, broker_id bigint, rows jsonb, encrypts boolean, key_number integer, key text)
returns void
language plpgsql
volatile
set search_path = ''
set plan_cache_mode = force_generic_plan  -- as above
as $$
begin
  with sent as materialized (
    select r.line, r.lead, r.problems, r.source
    from jsonb_to_recordset(rows) as r (line integer, lead jsonb, problems jsonb, source jsonb)
  ),
  found as (
    select s.line, coalesce(p.problem ->> 'column', '') as column_name, p.problem ->> 'reason' as reason,
      coalesce(jsonb_typeof(s.lead) = 'object', false) as is_kept, p.position
    from sent s
    cross join lateral jsonb_array_elements(s.problems) with ordinality as p (problem, position)
    where jsonb_typeof(s.problems) = 'array'
    union all
    -- Whoever reads files refuses these, and none may get through: it would be a new lead at every upload.
    select s.line, '', 'no-key', false, 0
    from sent s
    where jsonb_typeof(s.lead) = 'object' and coalesce(s.lead ->> 'mak', s.lead ->> 'apn', (s.lead ->> 'street') || coalesce(
      s.lead ->> 'postal_code', (s.lead ->> 'city') || (s.lead ->> 'state')
    )) is null
    union all
    select s.line, '', 'refused', false, 0
    from sent s
    where jsonb_typeof(s.lead) is distinct from 'object' and coalesce(s.problems, '[]') in ('[]', 'null')
  ),
  told as (
    select f.*, row_number() over lines = 1 as is_first, bool_and(f.is_kept) over (partition by f.line) as is_lead
    from found f
    window lines as (partition by f.line order by f.position)
  )
  insert into public.lead_row_problems (upload_id, broker_id, line, column_name, reason, outcome, source)
  select upload, keep_row_problems.broker_id, t.line, t.column_name, t.reason,
    case when t.is_lead then 'field-dropped' else 'refused' end,
    case
      when not t.is_first or s.source is null then null
      when encrypts then jsonb_build_object('encrypted', intake.encrypt_with(s.source::text, key_number, key))
      else s.source
    end
  from told t
  join sent s on s.line = t.line
  order by t.line, t.position
  on conflict on constraint lead_row_problems_once do nothing;
end
$$;
revoke all on function intake.keep_row_problems(uuid, bigint, jsonb, boolean, integer, text)
  from public, anon, authenticated, service_role;
comment on function intake.keep_row_problems(uuid, bigint, jsonb, boolean, integer, text)
  is 'Keeps what was wrong with rows of an upload, and the rows as they were sent.';

-- Stages rows of an upload that is being received: [{"line", "lead": {...} or null, "problems": [{"column", "reason"}],
-- "source": the row as sent, of rows with problems}, ...]. A lead is what it states, by the names of the columns of leads, and
-- "verification": {"provider", "codes", "payload"}. A line that was staged already stays as it is. {"staged": how many there were}
--
-- A row that can't be kept, as where a number is none, is refused with the reason not-storable; the others are staged all the same.
-- Raises SL022 when the upload takes no rows (any more).
create function public.stage_leads(upload uuid, rows jsonb)
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
  sent jsonb;
begin
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
    perform intake.stage_rows(upload, rows, receiving.encrypts_emails, hash_key, key_number, key);
    perform intake.keep_row_problems(upload, receiving.broker_id, rows, receiving.encrypts_emails, key_number, key);
  exception when data_exception or integrity_constraint_violation then
    for sent in select r.value from jsonb_array_elements(rows) as r loop
      begin
        perform intake.stage_rows(upload, jsonb_build_array(sent), receiving.encrypts_emails, hash_key, key_number, key);
      exception when data_exception or integrity_constraint_violation then
        sent := sent || '{"lead": null, "problems": [{"column": "", "reason": "not-storable"}]}';
      end;
      perform intake.keep_row_problems(
        upload, receiving.broker_id, jsonb_build_array(sent), receiving.encrypts_emails, key_number, key
      );
    end loop;
  end;
  return jsonb_build_object('staged', jsonb_array_length(rows));
end
$$;
revoke all on function public.stage_leads(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.stage_leads(uuid, jsonb) to service_role;
comment on function public.stage_leads(uuid, jsonb) is 'Stages rows of an upload that is being received.';
