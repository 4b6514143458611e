-- Takes note of links that have been made: links is [{"lead", "nonce_hash", "expires_at"}, ...]. One that was made before and is made
-- again holds for longer.
-- Returns the leads whose links hold, as an array: those that there are, and that nobody has erased.
create or replace function public.issue_consent_links(purpose text, links jsonb)
returns jsonb
language plpgsql
volatile
security definer  -- service_role has no privilege on tables, by design
set search_path = ''
set enable_seqscan = off  -- a plan is kept from when the tables were still empty
as $$
declare
  issued jsonb;
begin
  with made as (
    insert into intake.consent_tokens as known (nonce_hash, purpose, lead_id, consent_text_id, expires_at)
    select link.nonce_hash, issue_consent_links.purpose, l.id, text.id, link.expires_at
    from jsonb_to_recordset(links) as link (lead bigint, nonce_hash text, expires_at timestamptz)
    join public.leads l on l.id = link.lead
    -- Worked out once per broker, of whom a batch has one or few.
    join (
      select b.id as broker_id,
        case when issue_consent_links.purpose = 'consent' then intake.current_consent_text(b.id) end as id
      from public.brokers b
    ) as text on text.broker_id = l.broker_id
    where l.erased_at is null
    on conflict on constraint consent_tokens_once do update
    -- The longest that any may hold.
    set expires_at = least(greatest(known.expires_at, excluded.expires_at), known.created_at + interval '800 days')
    where known.purpose = excluded.purpose and known.lead_id = excluded.lead_id
    returning known.lead_id
  )
  select coalesce(jsonb_agg(m.lead_id), '[]') into issued from made m;
  return issued;
end
$$;
revoke all on function public.issue_consent_links(text, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.issue_consent_links(text, jsonb) to service_role;
comment on function public.issue_consent_links(text, jsonb) is 'Takes note of links that have been made, by which leads agree or unsubscribe.';
