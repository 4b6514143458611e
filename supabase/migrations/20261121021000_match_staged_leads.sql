-- Which lead each staged row is about, and which of the rows can be promoted at once.
--
-- The strongest key that a row and a lead both state decides: MAK, then parcel number, then address. A row that belongs to a lead by
-- one key and to another by the next is a conflict, and so is one that belongs to a lead by a lesser key while a greater one says that
-- it is another property.

create type intake.staged_match as (line integer, lead_id bigint, fate text, lead_ids bigint[]);
comment on type intake.staged_match is 'A staged row and what becomes of it: new, known, several-leads, other-property, erased or later.';

-- Rows are matched as if they were promoted one by one, in the order of their lines. Those that have a key or a lead in common with an
-- earlier one are for later, when that one has been promoted. So neither the size of a batch nor the place where one ends changes what
-- becomes of a file.
create function intake.match_staged_leads(staging uuid, broker_id bigint, lines integer[], erased_by_key text)
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
          where l.broker_id = match_staged_leads.broker_id and l.address_hash = s.address_hash
        ) as by_address,
        -- Only looked for where anybody was ever erased.
        erased_by_key is not null and exists (
          select from intake.erased_keys e
          where e.hash = any (intake.erasable_hashes(
            erased_by_key, s.email_hash, s.phone, s.mak, s.apn, coalesce(s.apn_county, ''), s.address_hash
          ))
        ) as is_erased
      from unnest(lines) as given (line)
      cross join lateral (
        select r.* from intake.leads_staging r where r.upload_id = staging and r.line = given.line offset 0
      ) as s
    ),
    -- What rows can have in common. As numbers: two texts that happen to share one only make a row wait.
    trait as (
      select f.line, t.trait
      from found f
      cross join lateral (values
        (hashtextextended(f.mak, 1)), (hashtextextended(f.apn || ' ' || f.apn_county, 2)), (hashtextextended(f.address_hash, 3)),
        (hashint8extended(f.by_mak, 4)), (hashint8extended(f.by_apn, 4)), (hashint8extended(f.by_address, 4))
      ) as t (trait)
      where t.trait is not null and cardinality(lines) > 1
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
revoke all on function intake.match_staged_leads(uuid, bigint, integer[], text) from public, anon, authenticated, service_role;
comment on function intake.match_staged_leads(uuid, bigint, integer[], text)
  is 'Which lead each staged row is about, and which of the rows can be promoted at once.';
