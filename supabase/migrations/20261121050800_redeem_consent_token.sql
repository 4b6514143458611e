-- Takes a lead out of everything its broker sends, with whoever else of the broker's leads has its address, and tells the contact that it
-- is, if there is one, which takes out the leads of that person with every broker.
create function intake.unsubscribe_lead(lead_id bigint, source text)
returns void
language plpgsql
volatile
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  known record;
  leads bigint[];
  unsubscribed record;
begin
  -- First, as in intake.apply_changes.
  perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());

  -- By name, because an identity stays what it is when its contact is joined with another; by address, if there is the choice.
  select i.scope, i.value into known
  from public.leads l
  join public.contact_identities i on i.contact_id = l.contact_id
  where l.id = unsubscribe_lead.lead_id
  order by (i.scope = 'email' and i.value = lower(l.email)) is true desc, i.scope, i.value
  limit 1;
  if found then
    perform intake.settle_leads_of_contact(intake.apply_contact(
      jsonb_build_object(
        'kind', 'contact', 'at', now(), 'email_status', 'unsubscribed',
        'identities', jsonb_build_array(jsonb_build_object('scope', known.scope, 'value', known.value))
      ),
      source
    ));
  end if;

  select array_agg(same.id) into leads
  from (
    select unsubscribe_lead.lead_id as id
    union
    select l.id
    from public.leads asked
    join public.leads l on l.broker_id = asked.broker_id and lower(l.email) = lower(asked.email)
    where asked.id = unsubscribe_lead.lead_id
    union
    select l.id
    from public.leads asked
    join public.leads l on l.broker_id = asked.broker_id and l.email_hash = asked.email_hash
    where asked.id = unsubscribe_lead.lead_id
  ) as same;
  perform from public.leads l where l.id = any (leads) order by l.id for no key update;

  for unsubscribed in
    with written as (
      update public.leads l
      set campaign_status = 'unsubscribed', updated_at = now()
      where l.id = any (leads) and l.campaign_status not in ('unsubscribed', 'do_not_contact', 'closed')
    )
    select l.broker_id, array_agg(l.id order by l.id) as leads
    from public.leads l
    where l.id = any (leads)
      and not exists (select from public.pipeline_events e where e.lead_id = l.id and e.stage = 'unsubscribed')
    group by l.broker_id
  loop
    perform intake.record_lead_steps('unsubscribed', unsubscribed.broker_id, unsubscribed.leads);
  end loop;
end
$$;
revoke all on function intake.unsubscribe_lead(bigint, text) from public, anon, authenticated, service_role;
comment on function intake.unsubscribe_lead(bigint, text) is 'Takes a lead out of everything that is sent to its person.';

-- Redeems a link: the lead agrees to the text that it shows, once, or unsubscribes, as often as it likes.
-- Returns {"broker", "status": "consented" | "unsubscribed"}; null when it isn't, or isn't any more, a link to be redeemed.
create function public.redeem_consent_token(purpose text, lead bigint, nonce_hash text, address text default null)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  token intake.consent_tokens;
  told public.leads;
  waited interval;
begin
  update intake.consent_tokens t
  set redeemed_at = coalesce(t.redeemed_at, now())
  where t.nonce_hash = redeem_consent_token.nonce_hash
    and t.purpose = redeem_consent_token.purpose
    and t.lead_id = redeem_consent_token.lead
    and t.expires_at > now()
    and (t.redeemed_at is null or t.purpose = 'unsubscribe')
    and exists (select from public.leads l where l.id = t.lead_id and l.erased_at is null)
  returning t.* into token;
  if not found then
    return null;
  end if;

  if token.purpose = 'unsubscribe' then
    perform intake.unsubscribe_lead(token.lead_id, intake.source('consent', '', token.id::text));
  else
    update public.leads l
    set consent = true, consent_at = now(), consent_source = 'link', consent_address = redeem_consent_token.address::inet,
      consent_text_version = (select x.version from public.consent_texts x where x.id = token.consent_text_id), updated_at = now()
    where l.id = token.lead_id and l.erased_at is null
    returning l.* into told;
    if not found then
      return null;
    end if;
    waited := now() - token.created_at;
    perform intake.record_lead_steps(
      'consented', told.broker_id, array[told.id],
      milliseconds => array[least(extract(epoch from waited) * 1000, 2147483647)::integer]
    );
  end if;

  return (
    select jsonb_build_object(
      'broker', b.name, 'status', case token.purpose when 'consent' then 'consented' else 'unsubscribed' end
    )
    from public.leads l join public.brokers b on b.id = l.broker_id
    where l.id = token.lead_id
  );
end
$$;
revoke all on function public.redeem_consent_token(text, bigint, text, text) from public, anon, authenticated, service_role;
grant execute on function public.redeem_consent_token(text, bigint, text, text) to service_role;
comment on function public.redeem_consent_token(text, bigint, text, text) is 'Redeems a link by which a lead agrees or unsubscribes; null when it is none.';
