-- A person who once unsubscribed, or whose address once bounced, is remembered as that under email_unsubscribed and email_bounced of the
-- contact's provenance, whatever is said of the address later and in whatever order: a lead never leaves those states by an event.
comment on column public.contacts.provenance
  is 'Per group of fields, the stamp of the statement that last wrote it; under email_unsubscribed and email_bounced, of the last that said so.';

-- As before, and the two; and when contacts turn out to be one, or reachable otherwise too, what each did counts for the leads of all.
create or replace function intake.apply_contact(change jsonb, source text)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  stamp constant text := intake.stamp((change ->> 'at')::timestamptz, (change ->> 'rank')::integer, source);
  identities constant jsonb := coalesce(change -> 'identities', '[]');
  scopes text[] := '{}';
  names text[] := '{}';
  settled boolean;
  known integer;
  claimed integer;
  owners bigint[];
  made bigint;
  survivor bigint;
  is_found_otherwise boolean := false;
  stated public.contacts;
begin
  if change ->> 'email' is not null then
    scopes := array['email'];
    names := array[lower(change ->> 'email')];
  end if;
  for i in 0 .. jsonb_array_length(identities) - 1 loop
    scopes := scopes || (identities -> i ->> 'scope');
    names := names || (identities -> i ->> 'value');
  end loop;
  if cardinality(scopes) = 0 then
    return null;
  end if;

  stated.email := change ->> 'email';
  stated.full_name := change ->> 'full_name';
  stated.given_name := change ->> 'given_name';
  stated.family_name := change ->> 'family_name';
  stated.phone := change ->> 'phone';
  stated.phone_sent := change ->> 'phone_sent';
  stated.email_status := change ->> 'email_status';
  stated.first_seen_at := (change ->> 'at')::timestamptz;
  stated.provenance := jsonb_strip_nulls(jsonb_build_object(
    'email', case when stated.email is not null then stamp end,
    'full_name', case when stated.full_name is not null then stamp end,
    'given_name', case when stated.given_name is not null then stamp end,
    'family_name', case when stated.family_name is not null then stamp end,
    'phone', case when coalesce(stated.phone, stated.phone_sent) is not null then stamp end,
    'email_status', case when stated.email_status is not null then stamp end,
    'email_unsubscribed', case when stated.email_status = 'unsubscribed' then stamp end,
    'email_bounced', case when stated.email_status = 'bounced' then stamp end
  ));

  loop
    -- Whoever will join contacts or add an identity holds what there is alone from the start: two that held it together would wait
    -- for each other to let go. Everybody takes them in one order.
    select count(*) = cardinality(scopes) and count(distinct i.contact_id) = 1 into settled
    from unnest(scopes, names) as named (scope, value)
    join public.contact_identities i on i.scope = named.scope and i.value = named.value;

    -- Whoever may give a lead its contact: before anything else is held, because whoever holds this alone may wait for that.
    if not settled then
      perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());
    end if;

    if settled then
      select count(*), array_agg(distinct held.contact_id) into known, owners
      from (
        select i.contact_id
        from unnest(scopes, names) as named (scope, value)
        join public.contact_identities i on i.scope = named.scope and i.value = named.value
        order by i.scope, i.value
        for share of i
      ) as held;
    else
      select count(*), array_agg(distinct held.contact_id) into known, owners
      from (
        select i.contact_id
        from unnest(scopes, names) as named (scope, value)
        join public.contact_identities i on i.scope = named.scope and i.value = named.value
        order by i.scope, i.value
        for no key update of i
      ) as held;
    end if;
    if made <> all (owners) then
      owners := owners || made;
    end if;

    -- A statement of its own for the common case of somebody new, because it does in one what the one below needs two for.
    if owners is null and made is null then
      with contact as (
        insert into public.contacts (
          email, full_name, given_name, family_name, phone, phone_sent, email_status, first_seen_at, provenance
        )
        values (
          stated.email, stated.full_name, stated.given_name, stated.family_name, stated.phone, stated.phone_sent,
          stated.email_status, stated.first_seen_at, stated.provenance
        )
        returning id
      ),
      identity as (
        insert into public.contact_identities (scope, value, contact_id)
        select named.scope, named.value, contact.id
        from contact, unnest(scopes, names) as named (scope, value)
        order by named.scope, named.value
        on conflict on constraint contact_identities_once do nothing
        returning contact_id
      )
      select contact.id, (select count(*) from identity) into made, claimed from contact;
      survivor := made;
    else
      survivor := coalesce(owners[1], made);
      if cardinality(owners) > 1 then
        select min(owner) into survivor from unnest(owners) as owner;
        perform intake.merge_contacts(survivor, owner)
        from (select owner from unnest(owners) as owner where owner <> survivor order by owner) as others;
        is_found_otherwise := true;
      end if;
      if made <> survivor then
        made := null;
      end if;
      exit when known = cardinality(scopes);
      with identity as (
        insert into public.contact_identities as added (scope, value, contact_id)
        select named.scope, named.value, survivor
        from unnest(scopes, names) as named (scope, value)
        where not exists (
          select from public.contact_identities i where i.scope = named.scope and i.value = named.value
        )
        order by named.scope, named.value
        on conflict on constraint contact_identities_once do nothing
        returning added.scope
      )
      select count(*), is_found_otherwise or coalesce(bool_or(i.scope in ('email', 'vapi:phone', 'twilio:number')), false)
      into claimed, is_found_otherwise
      from identity i;
    end if;
    exit when claimed = cardinality(scopes) - known;
  end loop;

  if made is null then
    perform intake.update_contact(survivor, stated);
  end if;
  -- A lead may have been there before; or it is on its way, and whoever adds it sees this.
  if is_found_otherwise or made is not null and intake.are_leads_names(names) then
    perform intake.settle_leads_of_contact(survivor);
  end if;
  return survivor;
end
$$;
