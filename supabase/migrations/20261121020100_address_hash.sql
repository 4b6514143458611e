-- The third key of a property: SHA-256 over street, unit and five digits of ZIP, or city and state where there is no ZIP. Null
-- where that doesn't name a place: no street, or neither a ZIP nor a city and its state.
create function intake.address_hash(street text, unit text, city text, state text, postal_code text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return encode(sha256(convert_to(
    upper(street || '|' || coalesce(unit, '') || '|' || coalesce(left(postal_code, 5), city || '|' || state)), 'UTF8'
  )), 'hex');
end
$$;
revoke all on function intake.address_hash(text, text, text, text, text) from public, anon, authenticated, service_role;
comment on function intake.address_hash(text, text, text, text, text)
  is 'The third key of a property: SHA-256 over its normalised address; null where that doesn''t name a place.';
