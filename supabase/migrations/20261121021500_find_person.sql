-- Everything that belongs to one person, found from one address.

create type intake.person as (emails text[], email_hashes text[], contacts bigint[], leads bigint[], marks text[]);
comment on type intake.person is 'A person: every address of theirs and its hash, their contacts and leads, and the marks by which texts are about them.';

-- The person of an address: the contact who has it, with every other address that contact ever had, and the leads of all of these. A lead
-- that is the contact's by telephone alone is theirs only where it states no address: numbers are shared in households.
create function intake.find_person(email text)
returns intake.person
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  hash_key constant text := intake.secret('email_hash_key');
  person intake.person;
begin
  person.contacts := array(
    select i.contact_id from public.contact_identities i where i.scope = 'email' and i.value = lower(email)
  );
  person.emails := array(
    select lower(find_person.email)
    union
    select i.value from public.contact_identities i where i.contact_id = any (person.contacts) and i.scope = 'email'
    union
    select lower(c.email) from public.contacts c where c.id = any (person.contacts) and c.email is not null
  );
  person.email_hashes := array(select encode(extensions.hmac(e, hash_key, 'sha256'), 'hex') from unnest(person.emails) as e);
  person.leads := array(
    select l.id from public.leads l where l.email_hash = any (person.email_hashes)
    union
    select l.id from public.leads l where lower(l.email) = any (person.emails)
    union
    select l.id from public.leads l where l.contact_id = any (person.contacts) and coalesce(l.email, l.email_encrypted) is null
  );
  -- An address as it stands in a text or an encoded query; what providers call them, as a whole text in JSON.
  person.marks := array(
    select e from unnest(person.emails) as e
    union
    select replace(e, '@', '%40') from unnest(person.emails) as e
    union
    select lower(to_jsonb(i.value)::text)
    from public.contact_identities i
    where i.contact_id = any (person.contacts) and i.scope <> 'email' and length(i.value) >= 5
  );
  return person;
end
$$;
revoke all on function intake.find_person(text) from public, anon, authenticated, service_role;
comment on function intake.find_person(text) is 'The person of an address: the contact who has it, and the leads of all of that contact''s addresses.';

-- Whether a JSON document speaks of a person. An address counts as a whole: ann@example.com is not meant by joann@example.com.
create function intake.mentions(document jsonb, marks text[])
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  plain constant text := lower(document::text);
  mark text;
begin
  foreach mark in array marks loop
    if position(mark in plain) > 0 and (
      left(mark, 1) = '"'
      or plain ~ (
        '(?<![a-z0-9._+-])' || regexp_replace(mark, '([^a-z0-9@%])', '\\\1', 'g') || '(?![a-z0-9-])(?!\.[a-z0-9])'
      )
    ) then
      return true;
    end if;
  end loop;
  return false;
end
$$;
revoke all on function intake.mentions(jsonb, text[]) from public, anon, authenticated, service_role;
comment on function intake.mentions(jsonb, text[]) is 'Whether a JSON document speaks of a person.';

-- The receipts after `after` that speak of a person, looked for during `patience`: those found, and the last one looked at, null when
-- there are no more. No index knows what payloads say.
create function intake.receipts_mentioning(marks text[], after bigint, patience interval, out theirs bigint[], out looked_until bigint)
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  started constant timestamptz := clock_timestamp();
  page record;
begin
  theirs := '{}';
  looked_until := after;
  loop
    select max(p.id) as last, array_agg(p.id) filter (where p.is_theirs) as ids into page
    from (
      select e.id, intake.mentions(e.payload, marks) or intake.mentions(e.changes, marks) as is_theirs
      from intake.webhook_events e
      where e.id > looked_until
      order by e.id
      limit 500
    ) as p;
    looked_until := page.last;
    theirs := theirs || coalesce(page.ids, '{}');
    exit when looked_until is null or clock_timestamp() > started + patience;
  end loop;
end
$$;
revoke all on function intake.receipts_mentioning(text[], bigint, interval) from public, anon, authenticated, service_role;
comment on function intake.receipts_mentioning(text[], bigint, interval) is 'The receipts that speak of a person, looked for page by page.';

-- The row as it was sent, of a row with problems.
create function intake.sent_row(source jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  if source ? 'encrypted' and (select count(*) from jsonb_object_keys(source)) = 1 then
    return public.decrypt_email(source ->> 'encrypted')::jsonb;
  end if;
  return source;
end
$$;
revoke all on function intake.sent_row(jsonb) from public, anon, authenticated, service_role;
comment on function intake.sent_row(jsonb) is 'The row as it was sent, of a row with problems.';

-- As intake.receipts_mentioning(), of rows that had problems.
create function intake.row_problems_mentioning(marks text[], after bigint, patience interval, out theirs bigint[], out looked_until bigint)
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  started constant timestamptz := clock_timestamp();
  page record;
begin
  theirs := '{}';
  looked_until := after;
  loop
    select max(p.id) as last, array_agg(p.id) filter (where p.is_theirs) as ids into page
    from (
      select r.id, r.source is not null and intake.mentions(intake.sent_row(r.source), marks) as is_theirs
      from public.lead_row_problems r
      where r.id > looked_until
      order by r.id
      limit 500
    ) as p;
    looked_until := page.last;
    theirs := theirs || coalesce(page.ids, '{}');
    exit when looked_until is null or clock_timestamp() > started + patience;
  end loop;
end
$$;
revoke all on function intake.row_problems_mentioning(text[], bigint, interval) from public, anon, authenticated, service_role;
comment on function intake.row_problems_mentioning(text[], bigint, interval) is 'The rows with problems that speak of a person, looked for page by page.';
