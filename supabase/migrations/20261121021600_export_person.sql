-- Where a look through what was received goes on; null when it is through.
create function intake.next_look(receipt bigint, row_problem bigint)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  nothing_left constant bigint := 9223372036854775807;
begin
  return case when coalesce(receipt, row_problem) is not null then
    jsonb_build_object('receipt', coalesce(receipt, nothing_left), 'row_problem', coalesce(row_problem, nothing_left))
  end;
end
$$;
revoke all on function intake.next_look(bigint, bigint) from public, anon, authenticated, service_role;
comment on function intake.next_look(bigint, bigint) is 'Where a look through what was received goes on; null when it is through.';

-- Everything that is held of a person, by table: {"contacts": [...], "leads": [...], ..., "next": null}.
--
-- What was received has to be looked through, and that may take longer than a call: then "next" says where to go on, to be given as
-- `after`, and the answers together are the whole. Of somebody who was erased, or never known, every list is empty.
create function public.export_person(email text, after jsonb default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  person constant intake.person := intake.find_person(email);
  receipts record;
  problems record;
  linked bigint[] := '{}';
  exported jsonb := '{}';
begin
  -- A caller who says null in JSON may mean nothing by it.
  after := nullif(after, 'null');
  receipts := intake.receipts_mentioning(person.marks, coalesce((after ->> 'receipt')::bigint, 0), interval '2 seconds');
  problems := intake.row_problems_mentioning(person.marks, coalesce((after ->> 'row_problem')::bigint, 0), interval '2 seconds');
  if after is null then
    linked := array(
      select distinct e.webhook_event_id from public.pipeline_events e
      where e.contact_id = any (person.contacts) and e.webhook_event_id is not null
    );
    exported := jsonb_build_object(
      'contacts', (select jsonb_agg(to_jsonb(c)) from public.contacts c where c.id = any (person.contacts)),
      'contact_identities', (select jsonb_agg(to_jsonb(i)) from public.contact_identities i where i.contact_id = any (person.contacts)),
      'transactions', (select jsonb_agg(to_jsonb(t)) from public.transactions t where t.contact_id = any (person.contacts)),
      'subscriptions', (select jsonb_agg(to_jsonb(s)) from public.subscriptions s where s.contact_id = any (person.contacts)),
      'registrations', (select jsonb_agg(to_jsonb(r)) from public.registrations r where r.contact_id = any (person.contacts)),
      'engagements', (select jsonb_agg(to_jsonb(g)) from public.engagements g where g.contact_id = any (person.contacts)),
      'tags', (
        select jsonb_agg(jsonb_build_object('name', t.name, 'applied', a.applied, 'updated_at', a.updated_at))
        from public.contact_tags a
        join public.tags t on t.id = a.tag_id
        where a.contact_id = any (person.contacts)
      ),
      'leads', (
        select jsonb_agg(to_jsonb(l) || jsonb_build_object('email', coalesce(l.email, public.decrypt_email(l.email_encrypted))) order by l.id)
        from public.leads l
        where l.id = any (person.leads)
      ),
      'lead_conflicts', (select jsonb_agg(to_jsonb(c)) from public.lead_conflicts c where c.email_hash = any (person.email_hashes)),
      'leads_staging', (select jsonb_agg(to_jsonb(s)) from intake.leads_staging s where s.email_hash = any (person.email_hashes)),
      'consent_links', (
        select jsonb_agg(jsonb_build_object(
          'lead', t.lead_id, 'purpose', t.purpose, 'created_at', t.created_at, 'redeemed_at', t.redeemed_at
        ))
        from intake.consent_tokens t
        where t.lead_id = any (person.leads)
      ),
      'campaigns', (
        select jsonb_agg(jsonb_build_object(
          'lead', o.lead_id, 'campaign', c.name, 'status', o.status, 'queued_at', o.queued_at, 'fed_at', o.fed_at
        ))
        from intake.campaign_outbox o
        join public.campaigns c on c.id = o.campaign_id
        where o.lead_id = any (person.leads)
      ),
      'pipeline_events', (
        select jsonb_agg(to_jsonb(e) order by e.id)
        from (
          select p.* from public.pipeline_events p where p.contact_id = any (person.contacts)
          union
          select p.* from public.pipeline_events p where p.lead_id = any (person.leads)
        ) as e
      )
    );
  end if;
  return (
    select jsonb_object_agg(x.key, case when x.value = 'null' then '[]' else x.value end)
    from jsonb_each(exported || jsonb_build_object(
      'webhook_events', (
        select jsonb_agg(to_jsonb(e) order by e.id) from intake.webhook_events e where e.id = any (receipts.theirs || linked)
      ),
      'lead_row_problems', (
        select jsonb_agg(to_jsonb(r) || jsonb_build_object('source', intake.sent_row(r.source)) order by r.id)
        from public.lead_row_problems r
        where r.id = any (problems.theirs)
      )
    )) as x
  ) || jsonb_build_object('next', intake.next_look(receipts.looked_until, problems.looked_until));
end
$$;
revoke all on function public.export_person(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.export_person(text, jsonb) to service_role;
comment on function public.export_person(text, jsonb) is 'Everything that is held of a person, by table.';
