-- As before, but who had agreed already makes no second step; and holds first what erasing a person holds before it deletes their links: so that one of the two waits, and neither fails.
create or replace function public.redeem_consent_token(purpose text, lead bigint, nonce_hash text, address text default null)
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
  if redeem_consent_token.purpose = 'unsubscribe' then
    perform pg_advisory_xact_lock_shared(intake.lead_settling_lock());
  else
    perform from public.leads l where l.id = redeem_consent_token.lead for no key update;
  end if;

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
    where l.id = token.lead_id
    returning l.* into told;
    if not exists (select from public.pipeline_events e where e.lead_id = told.id and e.stage = 'consented') then
      waited := now() - token.created_at;
      perform intake.record_lead_steps(
        'consented', told.broker_id, array[told.id],
        milliseconds => array[least(extract(epoch from waited) * 1000, 2147483647)::integer]
      );
    end if;
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
comment on function public.redeem_consent_token(text, bigint, text, text)
  is 'Redeems a link by which a lead agrees or unsubscribes; null when it is none.';
