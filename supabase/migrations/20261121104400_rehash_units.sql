-- What was hashed before with APT or UNIT in it. In # nothing changes, so no lead takes another's hash on the way.
--
-- Of several leads that turn out to be of one property, the one with # keeps the hash, or else the oldest gets it. The others keep their
-- old one, which no row will have any more, and are listed as a conflict with it: joining leads is for a person to decide. Somebody erased
-- who was known by such an address alone isn't recognised by it any more: all that is kept of them can't be hashed anew.

update intake.leads_staging s
set address_hash = intake.address_hash(s.street, s.unit, s.city, s.state, s.postal_code)
where upper(' ' || s.unit) similar to '% (APT|UNIT) %';

with hashed as materialized (
  select l.id, l.broker_id, intake.address_hash(l.street, l.unit, l.city, l.state, l.postal_code) as hash
  from public.leads l
  where l.address_hash is not null and upper(' ' || l.unit) similar to '% (APT|UNIT) %'
),
first as (
  select distinct on (h.broker_id, h.hash) h.* from hashed h order by h.broker_id, h.hash, h.id
)
update public.leads l
set address_hash = f.hash
from first f
where l.id = f.id and not exists (select from public.leads o where o.broker_id = f.broker_id and o.address_hash = f.hash);

with left_over as materialized (
  select l.id, l.broker_id, h.hash
  from public.leads l
  cross join lateral (
    select intake.address_hash(l.street, l.unit, l.city, l.state, l.postal_code) as hash offset 0
  ) as h
  where upper(' ' || l.unit) similar to '% (APT|UNIT) %' and l.address_hash <> h.hash
)
insert into public.lead_conflicts (broker_id, reason, lead_ids, address_hash, stated)
select o.broker_id, 'several-leads', o.id || array_agg(l.id order by l.id), o.address_hash,
  jsonb_strip_nulls(jsonb_build_object(
    'street', o.street, 'unit', o.unit, 'city', o.city, 'state', o.state, 'postal_code', o.postal_code
  ))
from left_over l
join public.leads o on o.broker_id = l.broker_id and o.address_hash = l.hash
group by o.id
on conflict on constraint lead_conflicts_once do nothing;

with hashed as materialized (
  select c.id, c.broker_id, c.mak, c.apn, c.apn_county, intake.address_hash(
    c.stated ->> 'street', c.stated ->> 'unit', c.stated ->> 'city', c.stated ->> 'state', c.stated ->> 'postal_code'
  ) as hash
  from public.lead_conflicts c
  where c.address_hash is not null and upper(' ' || (c.stated ->> 'unit')) similar to '% (APT|UNIT) %'
),
first as (
  select distinct on (h.broker_id, h.mak, h.apn, h.apn_county, h.hash) h.*
  from hashed h
  order by h.broker_id, h.mak, h.apn, h.apn_county, h.hash, h.id
)
update public.lead_conflicts c
set address_hash = f.hash
from first f
where c.id = f.id and not exists (
  select from public.lead_conflicts o
  where o.broker_id = f.broker_id and o.mak is not distinct from f.mak and o.apn is not distinct from f.apn
    and o.apn_county = f.apn_county and o.address_hash = f.hash
);
