-- Applies all that one event says, or raises and applies nothing. Returns the contact it is about, null when there is none.
-- The order is fixed, contact, products, the rest as listed, so that deliveries wait for each other's rows in one direction.
-- An assignment calls a function without the cost of a query, which perform would have.
create function intake.apply_changes(changes jsonb, provider text, source text)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  change jsonb;
  contact_id bigint;
  written boolean;
begin
  for i in 0 .. jsonb_array_length(changes) - 1 loop
    change := changes -> i;
    if change ->> 'kind' = 'contact' then
      contact_id := intake.apply_contact(change, source);
    end if;
  end loop;

  for i in 0 .. jsonb_array_length(changes) - 1 loop
    change := changes -> i;
    if change ->> 'kind' = 'product' then
      written := intake.apply_product(change, provider, source);
    end if;
  end loop;

  for i in 0 .. jsonb_array_length(changes) - 1 loop
    change := changes -> i;
    case change ->> 'kind'
      when 'contact', 'product' then null;
      when 'transaction' then written := intake.apply_transaction(change, provider, contact_id, source);
      when 'subscription' then written := intake.apply_subscription(change, provider, contact_id, source);
      when 'registration' then written := intake.apply_registration(change, provider, contact_id, source);
      when 'engagement' then written := intake.apply_engagement(change, provider, contact_id, source);
      when 'tag' then written := intake.apply_tag(change, contact_id, source);
    end case;
  end loop;
  return contact_id;
end
$$;
revoke all on function intake.apply_changes(jsonb, text, text) from public, anon, authenticated, service_role;
comment on function intake.apply_changes(jsonb, text, text)
  is 'Applies all that one event says, or raises and applies nothing; returns the contact it is about.';
