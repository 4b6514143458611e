-- APT 4B, UNIT 4B and # 4B of one house are one property: lists name the door of an apartment by any of the three, and the Postal Service
-- has senders write # where they don't know which one it is (Publication 28, section 213.2 and appendix C2). A suite, a building or a
-- floor of that number is another place.

-- As before, but over the unit with # for APT and UNIT.
create or replace function intake.address_hash(street text, unit text, city text, state text, postal_code text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return encode(sha256(convert_to(
    upper(
      street || '|' || coalesce(ltrim(replace(replace(upper(' ' || unit), ' APT ', ' # '), ' UNIT ', ' # ')), '')
      || '|' || coalesce(left(postal_code, 5), city || '|' || state)
    ), 'UTF8'
  )), 'hex');
end
$$;
