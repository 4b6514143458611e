-- Leads are found by half of the hash of their address, as the sixteen bytes that it stands for. Hashes scatter over the whole index, and
-- one of a third of the size stays in memory where the other is read from disk, row by row. 128 bits are as good as 256: nobody has two
-- addresses that agree in them.
drop index public.leads_address_once;
create unique index leads_address_once on public.leads (broker_id, (left(address_hash, 32)::uuid)) where address_hash is not null;

-- Keys are compared byte by byte, not by the rules of a language, which take several times as long where a database has some.
alter table public.leads
  alter column mak type text collate "C",
  alter column apn type text collate "C",
  alter column apn_county type text collate "C",
  alter column address_hash type text collate "C";

-- As before, with the address's shorter key.
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
