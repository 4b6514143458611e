-- Rows with problems speak of an erased person also where the address is missing or is what was wrong with them: by a number of their leads.

-- As before, or has one of these numbers in it, however it is written.
drop function intake.row_problems_mentioning(text[], bigint, interval);
create function intake.row_problems_mentioning(
  marks text[], after bigint, patience interval, numbers text[] default '{}', out theirs bigint[], out looked_until bigint
)
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the table was still empty
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
      select r.id, r.source is not null and (intake.mentions(sent.source, marks) or exists (
        select from unnest(numbers) as n (number) where position(n.number in sent.digits) > 0
      )) as is_theirs
      from public.lead_row_problems r
      cross join lateral (select intake.sent_row(r.source) as source offset 0) as found
      cross join lateral (
        select found.source, regexp_replace(found.source::text, '[^0-9]', '', 'g') as digits offset 0
      ) as sent
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
revoke all on function intake.row_problems_mentioning(text[], bigint, interval, text[]) from public, anon, authenticated, service_role;
comment on function intake.row_problems_mentioning(text[], bigint, interval, text[])
  is 'The rows with problems that speak of a person, looked for page by page.';

-- As before, with the rows, conflicts and parted addresses that are theirs by such a number or by their address.
create or replace function public.erase_person(email text, erased_by text default null, after jsonb default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  person intake.person;
  receipts record;
  problems record;
  next jsonb;
  erasure bigint := (after ->> 'erasure')::bigint;
  counts jsonb;
  elsewhere jsonb := '[]';
  removed integer;
  numbers text[];
begin
  -- A caller who says null in JSON may mean nothing by it.
  if nullif(after, 'null') is null then
    insert into intake.erasures (email_hash, erased_by)
    values (public.hash_email(email), coalesce(nullif(erase_person.erased_by, ''), 'service_role'))
    returning id into erasure;
  end if;
  person := intake.find_person(email);
  receipts := intake.receipts_mentioning(person.marks, coalesce((after ->> 'receipt')::bigint, 0), interval '2 seconds');
  -- A row that has one of these would be refused from now on, and not be kept.
  numbers := array(
    select right(regexp_replace(n.number, '[^0-9]', '', 'g'), 10)
    from public.leads l
    cross join lateral (values (l.phone), (l.mak)) as n (number)
    where l.id = any (person.leads) and n.number is not null
  );
  problems := intake.row_problems_mentioning(
    person.marks, coalesce((after ->> 'row_problem')::bigint, 0), interval '2 seconds', numbers
  );
  next := intake.next_look(receipts.looked_until, problems.looked_until);

  if next is null then
    -- Nobody promotes a row of theirs, or says anything of their leads, between what is found here and what is erased.
    perform pg_advisory_xact_lock(intake.lead_keys_lock(b.id)) from (select b.id from public.brokers b order by b.id) as b;
    perform pg_advisory_xact_lock(intake.lead_settling_lock());
    person := intake.find_person(email);
    receipts.theirs := receipts.theirs || array(
      select distinct e.webhook_event_id from public.pipeline_events e
      where e.contact_id = any (person.contacts) and e.webhook_event_id is not null
    );
    elsewhere := (
      select coalesce(jsonb_agg(distinct h.name), '[]')
      from (
        select split_part(i.scope, ':', 1) as name from public.contact_identities i
        where i.contact_id = any (person.contacts) and i.scope <> 'email'
        union all
        select 'campaign ' || c.name
        from intake.campaign_outbox o
        join public.campaigns c on c.id = o.campaign_id
        where o.lead_id = any (person.leads) and (o.status = 'fed' or o.attempts > 0)
      ) as h
    );
  end if;

  counts := jsonb_build_object('receipts', intake.empty_receipts(receipts.theirs));
  update public.lead_row_problems p set source = null where p.id = any (problems.theirs);
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('row_problems', removed);

  if next is null then
    insert into intake.erased_keys (hash, erasure_id)
    select h, erasure from unnest(person.email_hashes) as h order by h
    on conflict do nothing;
    counts := counts || jsonb_build_object(
      'leads', intake.erase_leads(erasure, person.leads), 'contacts', intake.erase_contacts(person.contacts)
    );
    delete from public.lead_conflicts c where c.email_hash = any (person.email_hashes) or c.lead_ids && person.leads
      or right(regexp_replace(c.stated ->> 'phone', '[^0-9]', '', 'g'), 10) = any (numbers);
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object('conflicts', removed);
    delete from intake.parted_addresses p where p.email_hash = any (person.email_hashes);
    with gone as (
      delete from intake.leads_staging s where s.email_hash = any (person.email_hashes) returning s.upload_id
    ),
    counted as (
      update public.lead_uploads u
      set rows_refused = u.rows_refused + g.rows
      from (select gone.upload_id, count(*)::integer as rows from gone group by gone.upload_id) as g
      where u.id = g.upload_id
      returning g.rows
    )
    select coalesce(sum(c.rows), 0) into removed from counted c;
    counts := counts || jsonb_build_object('staged_rows', removed);
  end if;

  update intake.erasures e
  set
    counts = (
      select jsonb_object_agg(k.key, coalesce((e.counts ->> k.key)::integer, 0) + k.value::integer)
      from jsonb_each_text(erase_person_counts.value) as k
    ) || (e.counts - array(select jsonb_object_keys(erase_person_counts.value))),
    finished_at = case when next is null then now() end
  from (select counts as value) as erase_person_counts
  where e.id = erasure
  returning e.counts into counts;
  return jsonb_build_object(
    'counts', counts, 'held_elsewhere', elsewhere, 'next', next || jsonb_build_object('erasure', erasure)
  );
end
$$;
revoke all on function public.erase_person(text, text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.erase_person(text, text, jsonb) to service_role;
comment on function public.erase_person(text, text, jsonb) is 'Forgets a person, across everything that is held.';
