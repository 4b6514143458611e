-- What webhooks say of people moves their leads along. A lead is a function of what is known of its person, worked out anew whenever
-- either side changes, so that it ends in the same state whichever came first: the lead or the events, and these in any order.

create index leads_email on public.leads (lower(email)) where email is not null;
-- Whether there are any: where nobody encrypts, nothing is spent on it.
create index leads_encrypted on public.leads (broker_id) where email_encrypted is not null;

-- The advisory lock between those who add leads and those who add what is known of people. Neither sees what the other hasn't
-- committed: events hold it together, who settles new leads holds it alone, so one of the two comes second and sees the other.
create function intake.lead_settling_lock()
returns bigint
language sql
immutable
set search_path = ''
as $$ select pg_catalog.hashtextextended('settle leads', 0) $$;
revoke all on function intake.lead_settling_lock() from public, anon, authenticated, service_role;
comment on function intake.lead_settling_lock() is 'The advisory lock between those who add leads and those who add what is known of people.';

-- Who each of these leads is, as far as anybody knows: the contacts of its address and of its telephone number. Numbers are shared in
-- households, so what is known by number alone says less (intake.derive_leads).
create function intake.people_of_leads(lead_ids bigint[])
returns table (lead_id bigint, contact_id bigint, is_by_email boolean)
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return query
    select found.lead_id, found.contact_id, bool_or(found.is_by_email)
    from (
      select l.id as lead_id, i.contact_id, true as is_by_email
      from public.leads l
      join public.contact_identities i on i.scope = 'email' and i.value = lower(l.email)
      where l.id = any (lead_ids)
      union all
      select l.id, i.contact_id, true
      from public.leads l
      join public.contact_identities i on i.scope = 'email' and i.value = lower(intake.address_of(l))
      where l.id = any (lead_ids) and l.email_encrypted is not null
      union all
      select l.id, i.contact_id, false
      from public.leads l
      join public.contact_identities i on i.scope in ('vapi:phone', 'twilio:number') and i.value = l.phone
      where l.id = any (lead_ids)
    ) as found
    group by found.lead_id, found.contact_id;
end
$$;
revoke all on function intake.people_of_leads(bigint[]) from public, anon, authenticated, service_role;
comment on function intake.people_of_leads(bigint[]) is 'Who each of these leads is: the contacts of its address and of its telephone number.';

-- Works out anew, of each of these leads, who they are and what came of them, and notes what is new in the audit trail, once per lead.
--
-- Never takes anything back. The status goes forward only; who unsubscribed, bounced, or was taken out by a person, stays that.
-- A booking counts when it was made, also when it is cancelled later; an answer of a machine is no reply.
create function intake.derive_leads(lead_ids bigint[])
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  step record;
begin
  -- A statement of its own: of two callers the second one waits here, and the next statement sees what the first one wrote.
  perform from public.leads l where l.id = any (lead_ids) order by l.id for no key update;

  for step in
    with person as materialized (
      select p.lead_id, p.contact_id, p.is_by_email from intake.people_of_leads(lead_ids) p
    ),
    -- What names a campaign counts for leads in that campaign, the rest for those in any.
    engaged as (
      select p.lead_id,
        bool_or(g.provenance ? 'by_person') as replied,
        bool_or(g.provenance ? 'stop') as stopped,
        bool_or(g.kind = 'interest' and g.status in ('meeting-booked', 'meeting-completed')) as booked,
        max(g.occurred_at) filter (where g.kind = 'reply') as last_reply_at,
        min(g.occurred_at) filter (where g.kind = 'reply') as first_reply_at,
        count(distinct g.id) filter (where g.kind = 'call') as calls,
        (array_agg(g.external_id order by g.occurred_at desc nulls last, g.external_id desc)
          filter (where g.kind = 'call' and g.provider = 'vapi'))[1] as last_call,
        (array_agg(g.step order by g.occurred_at desc nulls last, g.external_id desc)
          filter (where g.step is not null))[1] as last_step
      from person p
      join public.leads l on l.id = p.lead_id
      join public.engagements g on g.contact_id = p.contact_id
      left join public.campaigns c on c.id = l.campaign_id
      where case
        when g.campaign_external_id is null then l.added_to_campaign_at is not null
        else g.campaign_external_id = c.external_id
      end
      group by p.lead_id
    ),
    mail as (
      select p.lead_id,
        (array_agg(p.contact_id order by p.is_by_email desc, p.contact_id))[1] as contact_id,
        bool_or(c.email_status = 'unsubscribed' or c.provenance ? 'email_unsubscribed') as unsubscribed,
        bool_or(p.is_by_email and (c.email_status = 'bounced' or c.provenance ? 'email_bounced')) as bounced,
        bool_or(exists (
          select from public.registrations r where r.contact_id = p.contact_id and r.kind = 'booking'
        )) as booked
      from person p
      join public.contacts c on c.id = p.contact_id
      group by p.lead_id
    ),
    facts as materialized (
      select l.id, l.broker_id, l.added_to_campaign_at, m.contact_id,
        coalesce(g.replied, false) as replied,
        g.last_reply_at, g.first_reply_at, coalesce(g.calls, 0) as calls, g.last_call, g.last_step,
        coalesce(g.booked, false) or m.booked and l.added_to_campaign_at is not null as booked,
        m.bounced,
        m.unsubscribed or coalesce(g.stopped, false) as unsubscribed
      from mail m
      join public.leads l on l.id = m.lead_id
      left join engaged g on g.lead_id = m.lead_id
    ),
    derived as (
      select f.*, case
        when l.campaign_status in ('closed', 'do_not_contact', 'unsubscribed') then l.campaign_status
        when f.unsubscribed then 'unsubscribed'
        when f.bounced then 'bounced'
        -- In the order in which the type lists them.
        else greatest(
          l.campaign_status, (case when f.booked then 'booked' when f.replied then 'replied' else 'new' end)::public.campaign_status
        )
      end as status
      from facts f
      join public.leads l on l.id = f.id
    ),
    written as (
      update public.leads l
      set
        contact_id = d.contact_id,
        campaign_status = d.status,
        last_reply_at = greatest(l.last_reply_at, d.last_reply_at),
        call_attempt_count = greatest(l.call_attempt_count, d.calls),
        vapi_call_id = coalesce(d.last_call, l.vapi_call_id),
        current_sequence_step = coalesce(d.last_step, l.current_sequence_step),
        updated_at = now()
      from derived d
      where l.id = d.id and (
        l.contact_id is distinct from d.contact_id
        or l.campaign_status <> d.status
        or d.last_reply_at > coalesce(l.last_reply_at, '-infinity')
        or d.calls > l.call_attempt_count
        or d.last_call <> coalesce(l.vapi_call_id, '')
        or d.last_step <> coalesce(l.current_sequence_step, -1)
      )
    )
    select made.stage, f.broker_id, array_agg(f.id order by f.id) as leads,
      array_agg(made.milliseconds order by f.id) as milliseconds
    from facts f
    cross join lateral (values
      ('replied', f.replied, least(
        extract(epoch from greatest(f.first_reply_at - f.added_to_campaign_at, interval '0')) * 1000, 2147483647
      )::integer),
      ('called', f.calls > 0, null),
      ('booked', f.booked, null),
      ('bounced', f.bounced, null),
      ('unsubscribed', f.unsubscribed, null)
    ) as made (stage, is_made, milliseconds)
    where made.is_made and not exists (
      select from public.pipeline_events e where e.lead_id = f.id and e.stage = made.stage
    )
    group by made.stage, f.broker_id
    order by f.broker_id, made.stage
  loop
    perform intake.record_lead_steps(step.stage, step.broker_id, step.leads, milliseconds => step.milliseconds);
  end loop;
end
$$;
revoke all on function intake.derive_leads(bigint[]) from public, anon, authenticated, service_role;
comment on function intake.derive_leads(bigint[]) is 'Works out anew who each of these leads is and what came of them.';

-- Gives leads that are new, reachable otherwise, or in another campaign than before what is known of their people already.
-- Call it last: what webhooks say of replies, calls and bookings waits for the transaction from here on.
create function intake.settle_leads(lead_ids bigint[])
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  known bigint[];
begin
  perform pg_advisory_xact_lock(intake.lead_settling_lock());

  select array_agg(distinct p.lead_id) into known from intake.people_of_leads(lead_ids) p;
  if known is null then
    return;
  end if;

  -- Held, so that a contact isn't joined with another and gone before its leads refer to it.
  perform
  from public.contact_identities i
  where (i.scope, i.value) in (
    select 'email', lower(coalesce(l.email, intake.address_of(l))) from public.leads l where l.id = any (known)
    union all
    select scope, l.phone
    from public.leads l cross join unnest(array['vapi:phone', 'twilio:number']) as scope
    where l.id = any (known)
  )
  order by i.scope, i.value
  for share;
  perform intake.derive_leads(known);
end
$$;
revoke all on function intake.settle_leads(bigint[]) from public, anon, authenticated, service_role;
comment on function intake.settle_leads(bigint[]) is 'Gives leads what is known already of the people whom they turn out to be.';

-- Passes on to the leads of a contact what has just been said of it.
create function intake.settle_leads_of_contact(contact_id bigint)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  known bigint[];
begin
  perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());

  select array_agg(found.id) into known
  from (
    select l.id
    from public.contact_identities i
    join public.leads l on lower(l.email) = i.value
    where i.contact_id = settle_leads_of_contact.contact_id and i.scope = 'email'
    union
    select l.id
    from public.contact_identities i
    join public.leads l on l.email_hash = public.hash_email(i.value)
    where i.contact_id = settle_leads_of_contact.contact_id and i.scope = 'email'
      and exists (select from public.leads e where e.email_encrypted is not null)
    union
    select l.id
    from public.contact_identities i
    join public.leads l on l.phone = i.value
    where i.contact_id = settle_leads_of_contact.contact_id and i.scope in ('vapi:phone', 'twilio:number')
  ) as found;
  if known is not null then
    perform intake.derive_leads(known);
  end if;
end
$$;
revoke all on function intake.settle_leads_of_contact(bigint) from public, anon, authenticated, service_role;
comment on function intake.settle_leads_of_contact(bigint) is 'Passes on to the leads of a contact what has just been said of it.';

-- Whether there is a lead whom one of these names may be: an address in lower case, a telephone number. Other names find none.
create function intake.are_leads_names(names text[])
returns boolean
language plpgsql
stable
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
begin
  return exists (select from public.leads l where lower(l.email) = any (names))
    or exists (select from public.leads l where l.phone = any (names))
    or exists (select from public.leads e where e.email_encrypted is not null)
    and exists (
      select from unnest(names) as name join public.leads l on l.email_hash = public.hash_email(name) where name like '%@%'
    );
end
$$;
revoke all on function intake.are_leads_names(text[]) from public, anon, authenticated, service_role;
comment on function intake.are_leads_names(text[]) is 'Whether there is a lead whom one of these names may be.';
