-- Applies all that one event says, or raises and applies nothing. Returns the contact it is about, null when there is none.
-- The order is fixed, contact, products, the rest as listed, so that deliveries wait for each other's rows in one direction.
create function intake.apply_changes(changes jsonb, provider text, source text)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  change jsonb;
  contact_id bigint;
begin
  for change in select c from jsonb_array_elements(changes) as c where c ->> 'kind' = 'contact' loop
    contact_id := intake.apply_contact(change, source);
  end loop;

  for change in
    select c from jsonb_array_elements(changes) as c where c ->> 'kind' = 'product' order by c ->> 'external_id'
  loop
    perform intake.apply_product(change, provider, source);
  end loop;

  for change in
    select c from jsonb_array_elements(changes) as c where c ->> 'kind' not in ('contact', 'product')
  loop
    case change ->> 'kind'
      when 'transaction' then perform intake.apply_transaction(change, provider, contact_id, source);
      when 'subscription' then perform intake.apply_subscription(change, provider, contact_id, source);
      when 'registration' then perform intake.apply_registration(change, provider, contact_id, source);
      when 'tag' then perform intake.apply_tag(change, contact_id, source);
    end case;
  end loop;
  return contact_id;
end
$$;
revoke all on function intake.apply_changes(jsonb, text, text) from public, anon, authenticated, service_role;
comment on function intake.apply_changes(jsonb, text, text)
  is 'Applies all that one event says, or raises and applies nothing; returns the contact it is about.';
