-- As before, and what was said of replies, calls, bookings or an address reaches the contact's leads.
create or replace function intake.apply_changes(changes jsonb, provider text, source text)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  moves_leads constant boolean := changes
    @? '$[*] ? (@.kind == "engagement" || @.registration_kind == "booking" || exists (@.email_status))';
  change jsonb;
  contact_id bigint;
  written boolean;
begin
  -- Before anything else is held, because whoever holds this alone may wait for that.
  if moves_leads then
    perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());
  end if;

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

  if moves_leads and contact_id is not null then
    perform intake.settle_leads_of_contact(contact_id);
  end if;
  return contact_id;
end
$$;
